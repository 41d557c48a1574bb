import { describe, expect, test } from "vitest";
import { blindText, findBlindSpots } from "../../src/doctor/blind-spots.ts";
import { SOURCE_TABLES, tableVolume } from "../../src/doctor/volumes.ts";
import { DAY } from "../../src/hunt/base/window.ts";
import { CMD, createWorld, RUNDLL32, security, shell, WORKSPACE } from "../harness.ts";

const WINDOW = { from: Date.parse("2025-12-30T00:00:00Z"), to: Date.parse("2025-12-31T00:00:00Z") };
const weighed = (row: object, bytes: number, billable = "True") => ({
  ...row,
  _BilledSize: bytes,
  _IsBillable: billable,
});
const start = (time: string, line = "cmd.exe") =>
  security(`2025-12-30T${time}:00Z`, CMD, line, RUNDLL32);
const logon = { ...start("03:00"), EventID: 4624 };
const TABLES = new Map([
  [
    "SecurityEvent",
    [
      weighed(start("01:00"), 1_000),
      weighed(start("02:00", "-"), 500, "False"),
      weighed(logon, 700),
      { ...start("23:59") },
    ],
  ],
  ["WindowsEvent", [shell("2025-12-30T05:00:00Z")]],
]);

describe("what a table takes in", () => {
  const volume = (table: string, world = createWorld({ tables: TABLES }), window = WINDOW) =>
    tableVolume(table, window, WORKSPACE, world.ports.queries);

  test("rows and bytes, and of both what are process starts and billed", async () => {
    expect(await volume("SecurityEvent")).toEqual({
      table: "SecurityEvent",
      rows: 4,
      starts: 3,
      sized: 3,
      bytes: 2_200,
      startBytes: 1_500,
      billedStartBytes: 1_000,
    });
    expect(await volume("WindowsEvent")).toMatchObject({ rows: 1, starts: 1, sized: 0, bytes: 0 });
  });

  test("a time without rows is 0; a table that is not there is no 0", async () => {
    expect(await volume("SecurityEvent", undefined, { from: 0, to: DAY })).toMatchObject({
      rows: 0,
      bytes: 0,
    });
    await expect(volume("Event")).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Event"),
    });
  });

  test("what is too much to be summed at once is summed in parts, and comes out the same", async () => {
    const world = createWorld({ tables: TABLES });
    world.emulator.faults.add({ kind: "partial" });
    world.emulator.faults.add({ kind: "partial" });
    expect(await volume("SecurityEvent", world)).toEqual(await volume("SecurityEvent"));
  });

  test("what is too much even for an hour fails", async () => {
    const world = createWorld({ tables: TABLES });
    world.emulator.faults.add({ kind: "partial", times: 100 });
    await expect(volume("SecurityEvent", world)).rejects.toThrow("partial result");
  });

  test("the tables are those that the parser reads, each once", () => {
    expect(SOURCE_TABLES).toEqual([
      "SecurityEvent",
      "WindowsEvent",
      "Event",
      "DeviceProcessEvents",
      "ASimProcessEventLogs",
    ]);
  });
});

describe("what a source's starts lack", () => {
  test("is counted by source, behind the parser", async () => {
    const { ports } = createWorld({ tables: TABLES });
    const spots = await findBlindSpots(ports.parser, WINDOW, WORKSPACE, ports.queries);
    expect(spots).toEqual([
      {
        source: "SecurityEvent (Security 4688)",
        starts: 3,
        withoutLine: 1,
        withoutParentLine: 3,
        withoutUser: expect.any(Number),
      },
      {
        source: "WindowsEvent (Sysmon 1)",
        starts: 1,
        withoutLine: 0,
        withoutParentLine: 0,
        withoutUser: 0,
      },
    ]);
    const [lines, parents] = blindText({ ...spots[0]!, withoutUser: 0 });
    expect(lines).toBe(
      'SecurityEvent (Security 4688): 2 of 3 starts have a command line; Windows logs it if "Include command line in process creation events" is enabled',
    );
    expect(parents).toContain("none of 3 starts has the parent's command line");
    expect(blindText(spots[1]!)).toEqual([]);
  });
});
