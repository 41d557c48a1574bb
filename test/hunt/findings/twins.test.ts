import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createResources } from "../../../src/emulator/resources.ts";
import type { Window } from "../../../src/hunt/base/window.ts";
import type { Row } from "../../../src/hunt/conditions/event.ts";
import { ENTITY_TYPES } from "../../../src/hunt/findings/entities/index.ts";
import { hunter } from "../../../src/hunt/findings/hunt.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import {
  bookmarks,
  CMD,
  createWorld,
  incidents,
  RUNDLL32,
  runJob,
  runJobParts,
  security,
  seedRule,
  shippedEntries,
  sysmon,
  WORKSPACE,
  written,
} from "../../harness.ts";

const rule = seedRule("rundll32-lolbin");
const knowledge = {
  sourceFor,
  entities: ENTITY_TYPES,
  ignore: shippedEntries(),
  now: () => 0,
};
const hunt = hunter(rule, WORKSPACE, knowledge);
const START = Date.parse("2026-11-10T10:00:00Z");

/** A row as the rule's query gives it, `at` ms after the start. */
function row(at: number, more: Readonly<Record<string, string>> = {}): Row {
  return {
    TimeGenerated: new Date(START + at).toISOString(),
    Dvc: "WS1.contoso.test",
    User: "CONTOSO\\alice",
    Process: RUNDLL32,
    CommandLine: "rundll32.exe C:\\Users\\Public\\a.dll,b",
    TargetProcessName: RUNDLL32,
    TargetProcessId: "4001",
    ActingProcessName: "C:\\Windows\\explorer.exe",
    ActingProcessId: "2000",
    ParentCommandLine: "",
    ParentLineSource: "",
    Type: "SecurityEvent",
    ...more,
  };
}

const sysmonRow = (at: number, more: Readonly<Record<string, string>> = {}) =>
  row(at, { Type: "WindowsEvent", ...more });

describe("two rows of one start", () => {
  test.each<[string, Readonly<Record<string, string>>, number]>([
    ["another source, 2 s later", {}, 2_000],
    ["another source at the same time", {}, 0],
    ["the host in other case", { Dvc: "ws1.CONTOSO.test" }, 900],
    ["the host without its domain", { Dvc: "WS1" }, 900],
    ["the process id in hex", { TargetProcessId: "0xfa1" }, 900],
    ["a blank behind the line", { CommandLine: "rundll32.exe C:\\Users\\Public\\a.dll,b " }, 900],
  ])("%s: one finding, with the earlier row's id and time", (_, more, at) => {
    const hunted = hunt([row(0), sysmonRow(at, more)]);
    expect(hunted.findings.map(({ id, time }) => ({ id, time }))).toEqual([
      { id: hunt([row(0)]).findings[0]!.id, time: START },
    ]);
    expect(hunted.twins).toHaveLength(1);
    expect(hunted.rows).toBe(2);
  });

  test.each<[string, Readonly<Record<string, string>>, number]>([
    ["more than 2 s apart", {}, 2_001],
    ["the same source twice", { Type: "SecurityEvent" }, 900],
    ["another process id", { TargetProcessId: "4002" }, 900],
    ["another line", { CommandLine: "rundll32.exe C:\\Users\\Public\\a.dll,c" }, 900],
    ["another host", { Dvc: "WS2.contoso.test" }, 900],
    ["a host of that name in another domain", { Dvc: "WS1.fabrikam.test" }, 900],
    ["no process id", { TargetProcessId: "" }, 900],
    ["no line", { CommandLine: "-" }, 900],
    ["a table that is not named", { Type: "" }, 900],
  ])("%s: two findings", (_, more, at) => {
    const hunted = hunt([row(0), sysmonRow(at, more)]);
    expect(hunted.findings).toHaveLength(2);
    expect(hunted.twins).toEqual([]);
  });

  test("what the earlier row lacks comes from the later one, and never what its id is made of", () => {
    const parent = { ParentCommandLine: "explorer.exe /e", ParentLineSource: "own" };
    const { findings } = hunt([row(0, { User: "" }), sysmonRow(500, { ...parent, Dvc: "WS1" })]);
    expect(findings[0]).toMatchObject({
      parentLine: "own",
      event: {
        row: {
          Type: "SecurityEvent",
          Dvc: "WS1.contoso.test",
          User: "CONTOSO\\alice",
          ParentCommandLine: "explorer.exe /e",
        },
      },
      twins: [{ row: { Type: "WindowsEvent" } }],
    });
  });

  test("a line of the parent's own event goes before a joined one", () => {
    const joined = row(0, { ParentCommandLine: "explorer.exe", ParentLineSource: "joined" });
    const own = sysmonRow(500, { ParentCommandLine: "explorer.exe /own", ParentLineSource: "own" });
    expect(hunt([joined, own]).findings[0]!.event.row).toMatchObject({
      ParentCommandLine: "explorer.exe /own",
      ParentLineSource: "own",
    });
  });
});

const sources = ["SecurityEvent", "WindowsEvent", "DeviceProcessEvents", "Event"];
/**
 * Starts near one another, each logged by some sources within 2 s, over hosts and process ids that
 * collide.
 */
const logged = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 12_000 }),
      pid: fc.integer({ min: 1, max: 3 }),
      host: fc.constantFrom("WS1", "ws1.contoso.test", "WS1.fabrikam.test"),
      line: fc.constantFrom(
        "rundll32.exe C:\\Users\\Public\\a.dll,b",
        "rundll32.exe shell32.dll,Control_RunDLL",
        "-",
      ),
      by: fc.subarray(sources, { minLength: 1 }),
      late: fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 4, maxLength: 4 }),
    }),
    { maxLength: 12 },
  )
  .map((starts) =>
    starts.flatMap(({ at, pid, host, line, by, late }) =>
      by.map((Type, index) =>
        row(at + late[index]!, {
          Type,
          TargetProcessId: String(pid),
          Dvc: host,
          CommandLine: line,
        }),
      ),
    ),
  );

const RUNS = process.env["SOAK"] ? 20_000 : 500;

test("however time is cut, the same findings, and every row is accounted for once", () => {
  fc.assert(
    fc.property(
      logged,
      fc.array(fc.integer({ min: 0, max: 14_000 }), { maxLength: 6 }),
      (rows, cuts) => {
        const whole = hunt(rows, { from: START, to: START + 15_000 });
        const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), 15_000];
        const parts = at
          .slice(1)
          .map((to, index) =>
            hunt(read(rows, at[index]!, to), { from: START + at[index]!, to: START + to }),
          );
        const ids = (hunted: typeof whole) => hunted.findings.map(({ id }) => id);
        expect(parts.flatMap(ids).sort()).toEqual(ids(whole).sort());
        for (const hunted of [whole, ...parts]) {
          const { findings, suppressions, unanswered, unwanted, twins, unreadable } = hunted;
          expect(
            findings.length +
              suppressions.length +
              unanswered.length +
              unwanted.length +
              twins.length +
              unreadable,
          ).toBe(hunted.rows);
        }
        expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows.length);
      },
    ),
    { numRuns: RUNS },
  );
});

/** The rows a window reads: 2 s past both ends. */
function read(rows: readonly Row[], from: number, to: number): Row[] {
  return rows.filter(({ TimeGenerated }) => {
    const at = Date.parse(String(TimeGenerated)) - START;
    return from - 2_000 <= at && at < to + 2_000;
  });
}

describe("in the ledger", () => {
  const window: Window = { from: START, to: START + 3_600_000 };
  const shells = {
    ...seedRule("rundll32-command-shell"),
    hunt: { ...seedRule("rundll32-command-shell").hunt, reach: 0 },
  };
  const parentLine = "rundll32.exe C:\\ProgramData\\a.dll,Start";
  const time = (at: number) => new Date(START + at).toISOString();
  const later = sysmon(time(61_000), CMD, "cmd.exe /c x", RUNDLL32, parentLine, { pid: "4242" });
  const earlier = security(time(60_000), CMD, "cmd.exe /c x", RUNDLL32, { pid: "0x1092" });
  const job = (at: Window) => ({
    rule: shells,
    workspace: WORKSPACE,
    window: at,
    known: "read" as const,
  });

  test("a row that comes late and is earlier joins the finding that is there: no second bookmark, and it is counted", async () => {
    const [store, resources] = [memoryStore(), createResources()];
    const before = createWorld({ store, resources, tables: new Map([["WindowsEvent", [later]]]) });
    const first = await runJob(job(window), before.ports);
    const both = new Map([
      ["WindowsEvent", [later]],
      ["SecurityEvent", [earlier]],
    ]);
    const second = await runJob(job(window), createWorld({ store, resources, tables: both }).ports);
    expect(second.record).toMatchObject({ state: "ok", rows: 2, findings: 1, twins: 1 });
    expect(second.reserved.map(({ finding }) => finding.id)).toEqual(
      first.reserved.map(({ finding }) => finding.id),
    );
    expect(bookmarks(resources)).toHaveLength(1);
    expect(incidents(resources)).toHaveLength(1);
  });

  test("also where a window ends between the two", async () => {
    const [store, resources] = [memoryStore(), createResources()];
    const before = createWorld({ store, resources, tables: new Map([["WindowsEvent", [later]]]) });
    const [left, right] = [
      { from: START, to: START + 60_500 },
      { from: START + 60_500, to: window.to },
    ];
    await runJob(job(right), before.ports);
    const both = new Map([
      ["WindowsEvent", [later]],
      ["SecurityEvent", [earlier]],
    ]);
    const world = createWorld({ store, resources, tables: both });
    const records = [
      (await runJob(job(left), world.ports)).record,
      (await runJob(job(right), world.ports)).record,
    ];
    expect(records.map(({ rows, findings, twins }) => ({ rows, findings, twins }))).toEqual([
      { rows: 1, findings: 0, twins: 1 },
      { rows: 1, findings: 1, twins: 0 },
    ]);
    expect(bookmarks(resources)).toHaveLength(1);
  });

  /**
   * Starts within twelve seconds, each logged by both sources; both rows of one lie up to two
   * seconds apart.
   */
  const loggedTwice = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: -2_000, max: 2_000 })), {
      minLength: 3,
      maxLength: 10,
    })
    .map((starts) =>
      starts.map(([at, apart], index) => ({
        at: 60_000 + at,
        sysmon: sysmon(time(60_000 + at), CMD, "cmd.exe /c x", RUNDLL32, parentLine, {
          pid: String(7_000 + index),
        }),
        apart: 60_000 + at + apart,
        security: security(time(60_000 + at + apart), CMD, "cmd.exe /c x", RUNDLL32, {
          pid: `0x${(7_000 + index).toString(16)}`,
        }),
      })),
    );

  test("also where so few rows are held at once that every second is a part", {
    timeout: 600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(loggedTwice, fc.integer({ min: 0, max: 2 }), async (starts, more) => {
        const tables = new Map([
          ["WindowsEvent", starts.map((start) => start.sysmon)],
          ["SecurityEvent", starts.map((start) => start.security)],
        ]);
        const times = starts.flatMap(({ at, apart }) => [at, apart]);
        const densest = Math.max(
          ...times.map(
            (from) => times.filter((other) => from <= other && other < from + 5_000).length,
          ),
        );
        const whole = createWorld({ tables });
        const cut = createWorld({ tables, heldRows: densest + more });
        const { record } = await runJob(job(window), whole.ports);
        const parts = await runJobParts(job(window), cut.ports);
        expect(parts.map((part) => part.record.state)).not.toContain("failed");
        for (const count of ["rows", "findings", "twins"] as const)
          expect(
            parts.reduce((sum, part) => sum + part.record[count], 0),
            count,
          ).toBe(record[count]);
        expect(record).toMatchObject({ findings: starts.length, twins: starts.length });
        expect(written(cut.resources)).toEqual(written(whole.resources));
      }),
      { numRuns: process.env["SOAK"] ? 300 : 12 },
    );
  });
});
