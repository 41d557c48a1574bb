import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hunts, jsonLines, temporary } from "./cli.ts";

function dataWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "hunts-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const start = (n: number) => ({
  Type: "SecurityEvent",
  TimeGenerated: `2026-11-10T10:00:0${n}Z`,
  EventID: 4688,
  Computer: "WS1",
  SubjectUserName: "alice",
  SubjectAccount: "C\\alice",
  TargetUserName: "-",
  NewProcessId: "0x1",
  NewProcessName: "C:\\Windows\\System32\\rundll32.exe",
  CommandLine: `rundll32.exe f${n}.dll,a`,
});
const STARTS = [start(1), start(2), start(3)];
const LINES = STARTS.map((row) => `${JSON.stringify(row)}\r\n`).join("");
const SIGN_IN = '{"TimeGenerated":"2026-11-10T10:00:00Z","UserPrincipalName":"a@b.c"}';
const run = (data: string, ...more: string[]) =>
  hunts(["run", "--data", data, "--out", temporary(), "--dry-run", ...more]);

describe("hunts run", () => {
  test("a portal export, an array in UTF-16 and lines with a mark are hunted as one workspace", async () => {
    const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
    const columns = Object.keys(STARTS[0]!);
    const head = columns
      .map((name) => (name === "TimeGenerated" ? "TimeGenerated [UTC]" : name))
      .join(",");
    const csv = [
      head,
      Object.values({ ...start(4), TimeGenerated: "11/10/2026, 10:00:04.000 AM" })
        .map(cell)
        .join(","),
    ].join("\r\n");
    const data = dataWith({
      "query_data.csv": csv,
      "SecurityEvent.json": Buffer.from(`\ufeff${JSON.stringify([start(5)], null, 2)}`, "utf16le"),
      "securityevent (1).jsonl": `\ufeff${LINES}`,
    });
    const { code, out, err } = await run(data, "--rule", "rundll32-lolbin");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("1 window, 5 rows read, 0 suppressed, 0 unanswered, 5 findings");
  });

  test("only tables that no rule asks: exit 1 and one line for each rule", async () => {
    const data = dataWith({ "SigninLogs.jsonl": SIGN_IN });
    const { code, out } = await run(data);
    expect(code).toBe(1);
    expect(
      out.match(
        /^problem {2}rundll32-(lolbin|command-shell): the rule reads .*WindowsEvent, and the data has SigninLogs;/gm,
      ),
    ).toHaveLength(2);
    expect(out).not.toContain("0 findings");
  });

  test("rows in range and no hit is a result; a time without a row is none", async () => {
    const data = dataWith({ "SecurityEvent.jsonl": LINES.replaceAll("rundll32", "notepad") });
    const none = await run(data, "--from", "2026-11-10", "--to", "2026-11-11");
    expect([none.code, none.err]).toEqual([0, ""]);
    expect(none.out).toContain("1 window, 0 rows read, 0 suppressed, 0 unanswered, 0 findings");
    const elsewhere = jsonLines((await run(data, "--from", "2027-01-01", "--json")).out);
    expect(
      elsewhere.map(({ kind, message }) => [
        kind,
        String(message).includes("are from 2026-11-10T10:00:01.000Z to"),
      ]),
    ).toEqual([
      ["problem", true],
      ["problem", true],
    ]);
  });

  test("--json: nothing that can be used is problem lines and exit 1", async () => {
    const data = dataWith({
      "Security.evtx": "ElfFile\0",
      "SecurityEvent.csv": "TimeGenerated [Local Time],EventID\n2026-11-10,4688\n",
    });
    const { code, out, err } = await run(data, "--json");
    expect([code, err]).toEqual([1, ""]);
    expect(jsonLines(out)).toEqual([
      {
        kind: "problem",
        where: join(data, "Security.evtx"),
        message: expect.stringContaining("event log"),
        remedy: expect.any(String),
      },
      {
        kind: "problem",
        where: join(data, "SecurityEvent.csv"),
        message: expect.stringContaining("local"),
        remedy: expect.any(String),
      },
    ]);
  });

  test("what lies beside usable data and cannot be used is reported, and the rest is hunted", async () => {
    const data = dataWith({
      "SecurityEvent.jsonl": LINES,
      "Security.evtx": "ElfFile\0",
      "list.json": '{"a":1}',
    });
    const { code, out, err } = await run(data, "--rule", "rundll32-lolbin");
    expect(code).toBe(1);
    expect(out).toContain("3 findings");
    expect(out).toMatch(
      /^problem {2}.*Security\.evtx: is a Windows event log, which is not supported; export the table/m,
    );
    expect(err).toMatch(
      /^notice {3}.*list\.json: no row has a TimeGenerated, so it is not a table and was skipped; /,
    );
  });
});

describe("the other commands that read data", () => {
  const NOTHING = dataWith({ "SecurityEvent.jsonl": '{"EventID":4688}' });
  const OTHER = dataWith({ "SigninLogs.jsonl": SIGN_IN });

  test.each([
    ["doctor", [], NOTHING, "no row has a TimeGenerated"],
    ["emulator", [], NOTHING, "no row has a TimeGenerated"],
    ["ignore", ["preview", "comsvcs.dll"], NOTHING, "no row has a TimeGenerated"],
    ["query", ["SecurityEvent | count"], NOTHING, "no row has a TimeGenerated"],
    ["query", ["_Im_ProcessCreate | count"], OTHER, "WindowsEvent, and the data has SigninLogs"],
    [
      "query",
      ["SecurityEvent | count"],
      OTHER,
      "the query reads SecurityEvent, and the data has SigninLogs",
    ],
    [
      "query",
      ["SigninLogs | count", "--from", "2027-01-01"],
      OTHER,
      "are from 2026-11-10T10:00:00.000Z to",
    ],
  ])("hunts %s %j: exit 1, one line, and no result", async (command, args, data, message) => {
    const { code, out, err } = await hunts([command, ...args, "--data", data]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  test("ignore preview says which rules it could not show, and fails", async () => {
    const { code, out } = await hunts(["ignore", "preview", "comsvcs.dll", "--data", OTHER]);
    expect(code).toBe(1);
    expect(out).toContain("rundll32-lolbin: the rule reads");
  });

  test("query --json: problems are lines of their own kind", async () => {
    const data = dataWith({
      "Perf_CL.jsonl":
        '{"TimeGenerated":"2026-11-10","v_d":1}\n{"TimeGenerated":"2026-11-10","v_d":1.5}\n{bad\n',
    });
    const { code, out } = await hunts([
      "query",
      "Perf_CL | summarize s = sum(v_d)",
      "--json",
      "--data",
      data,
    ]);
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      {
        kind: "problem",
        where: `${data}/Perf_CL.jsonl:3`,
        message: "the line is not JSON",
        remedy: expect.any(String),
      },
      { s: 2.5 },
    ]);
  });
});
