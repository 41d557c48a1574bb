import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { newCase } from "../../src/cli/commands/new-case.ts";
import { run } from "../../src/cli/commands/run.ts";
import { test as testRules } from "../../src/cli/commands/test.ts";
import { neededRows } from "../../src/cli/new-case/needed-rows.ts";
import { RULES } from "../harness.ts";
import { heard } from "./heard.ts";

const SHELLS = `id: 11111111-1111-4111-8111-111111111111
name: Odd shells
query: |
  SecurityEvent
  | where Process == "cmd.exe"
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: HostName
        columnName: Computer
`;
const BURST = `id: 22222222-2222-4222-8222-222222222222
name: Burst of logons
queryFrequency: 1h
queryPeriod: 1h
query: |
  SecurityEvent
  | where EventID == 4625
  | summarize Logons = count() by Computer
  | where Logons >= 3
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: HostName
        columnName: Computer
`;

const event = (minute: number, fields: object) => ({
  TimeGenerated: `2026-11-20T10:${String(minute).padStart(2, "0")}:00.1234567Z`,
  ...fields,
});
const start = (minute: number, computer: string, process: string) =>
  event(minute, { EventID: 4688, Computer: computer, Process: process, Account: "A\\b" });

const ROWS: object[] = [
  start(1, "ws1", "cmd.exe"),
  start(2, "ws1", "word.exe"),
  start(3, "ws2", "cmd.exe"),
  ...[10, 11, 12, 13, 14].map((minute) => event(minute, { EventID: 4625, Computer: "ws3" })),
  event(15, { EventID: 4625, Computer: "ws4" }),
];

interface Place {
  readonly rules: string;
  readonly data?: string;
  readonly out: string;
}

function place(rows: readonly object[] = ROWS, table = "SecurityEvent"): Place {
  const root = mkdtempSync(join(tmpdir(), "case-"));
  const files = {
    "soc/shells/rule.yaml": SHELLS,
    "soc/burst/rule.yaml": BURST,
    [`data/${table}.jsonl`]: rows.map((row) => JSON.stringify(row)).join("\n"),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { rules: join(root, "soc"), data: join(root, "data"), out: join(root, "out") };
}

interface Found {
  readonly id: string;
  readonly parentLine: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** The findings of a rule over the data, after a run that wrote them or only read. */
async function findings(at: Place, rule: string, dryRun: boolean): Promise<Found[]> {
  const { out } = await heard((terminal) => run({ ...at, rule, dryRun, json: true }, terminal));
  const lines = out.split("\n").map((line) => JSON.parse(line) as Found & { kind: string });
  return lines.filter(({ kind }) => kind === "finding");
}

const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("hunts new case", () => {
  test.each([true, false])("makes a case of a finding that passes; dry run: %s", async (dry) => {
    const at = place();
    const [, second] = await findings(at, "shells", dry);
    const id = second!.id;
    const made = await heard((terminal) =>
      newCase(id.slice(0, 6), { ...at, name: "odd" }, terminal),
    );
    const file = join(at.rules, "shells/events/hit-odd.ndjson");
    expect(made.code).toBe(0);
    expect(made.out).toContain(`created  ${file}\nIt has 1 row of SecurityEvent,`);
    expect(made.out).toContain(`  npx hunts test --rule shells --rules ${at.rules}`);
    expect(linesOf(file)).toEqual([
      {
        case: "Odd shells: 2026-11-20T10:03:00.123Z",
        source: `finding ${id} in data`,
        findings: 1,
        entities: [{ type: "Host", identifier: "HostName", value: "ws2" }],
      },
      { Type: "SecurityEvent", ...ROWS[2] },
    ]);
    const tested = await heard((terminal) =>
      testRules({ rules: at.rules, rule: "shells" }, terminal),
    );
    expect(tested.out).toContain("shells: 1 hit and 0 miss cases\n1 passed, 0 failed");
  });

  test("of a rule that merges rows, takes as many rows as its finding needs", async () => {
    const at = place();
    const [burst] = await findings(at, "burst", true);
    const { code } = await heard((terminal) => newCase(burst!.id, at, terminal));
    expect(code).toBe(0);
    const file = join(at.rules, `burst/events/hit-${burst!.id.slice(0, 8)}.ndjson`);
    const [, ...rows] = linesOf(file);
    expect(rows.map(({ EventID, Computer }) => [EventID, Computer])).toEqual(
      Array.from({ length: 3 }, () => [4625, "ws3"]),
    );
    const tested = await heard((terminal) =>
      testRules({ rules: at.rules, rule: "burst" }, terminal),
    );
    expect(tested.out).toContain("1 passed, 0 failed");
  });

  test("a parent's line that was joined comes with the parent's row", async () => {
    const shipped = { tables: ["SecurityEvent"], from: "2020-10-22", to: "2020-10-23" };
    const root = mkdtempSync(join(tmpdir(), "case-"));
    for (const name of ["asim", "rundll32-command-shell"])
      cpSync(join(RULES, name), join(root, "soc", name), { recursive: true });
    const at = { rules: join(root, "soc"), out: join(root, "out"), ...shipped };
    const joined = (await findings(at, "rundll32-command-shell", true)).find(
      ({ parentLine }) => parentLine === "joined",
    );
    const { code } = await heard((terminal) =>
      newCase(joined!.id, { ...at, name: "joined" }, terminal),
    );
    expect(code).toBe(0);
    const file = join(root, "soc/rundll32-command-shell/events/hit-joined.ndjson");
    const [head, parent, own, ...others] = linesOf(file);
    expect(head).toMatchObject({
      parentLine: "joined",
      source: `finding ${joined!.id} in the samples`,
    });
    expect([parent!["CommandLine"], own!["CommandLine"]]).toEqual([
      joined!.row["ParentCommandLine"],
      joined!.row["CommandLine"],
    ]);
    expect(others).toEqual([]);
  });

  test("keeps values as the data has them", async () => {
    const row = {
      ...start(1, "ws1", "cmd.exe"),
      EventData: '{"a": [1, "x"]}',
      Big: 9007199254740993n.toString(),
      __proto__x: "y",
      Empty: "",
    };
    const at = place([row]);
    const [only] = await findings(at, "shells", true);
    expect((await heard((terminal) => newCase(only!.id, at, terminal))).code).toBe(0);
    const file = join(at.rules, `shells/events/hit-${only!.id.slice(0, 8)}.ndjson`);
    const { Empty: _, ...kept } = row;
    expect(linesOf(file)[1]).toEqual({ Type: "SecurityEvent", ...kept });
  });

  test("says that an unfilled template can go", async () => {
    const at = place();
    const [first] = await findings(at, "shells", true);
    mkdirSync(join(at.rules, "shells/events"));
    const template = join(at.rules, "shells/events/hit-example.ndjson");
    writeFileSync(template, '{"case":"<fill in>","source":"s"}\n');
    const { out } = await heard((terminal) => newCase(first!.id, at, terminal));
    expect(out).toContain(`It takes the place of ${template}, which nobody has filled in`);
  });

  test.each<[string, string, object, string]>([
    ["no id", "cmd.exe", {}, "cmd.exe is not the id of a finding"],
    ["too short", "abc", {}, "abc is not the id of a finding, or its first four characters"],
    ["no name", "abcdef", { name: "a/b" }, "a/b cannot be the name of a case"],
    ["another data's", "00000000", {}, "no finding of this data begins with 00000000; use the id"],
  ])("refuses %s", async (_, id, options, message) => {
    const at = place();
    const { code, err } = await heard((terminal) => newCase(id, { ...at, ...options }, terminal));
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test("refuses to overwrite a case", async () => {
    const at = place();
    const [first] = await findings(at, "shells", true);
    const make = () => heard((terminal) => newCase(first!.id, { ...at, name: "one" }, terminal));
    expect((await make()).code).toBe(0);
    const again = await make();
    expect(again.code).toBe(2);
    expect(again.err).toContain("hit-one.ndjson already exists; choose another name with --name");
  });

  test("refuses rows that a parser returned", async () => {
    const row = { ...start(1, "ws1", "x"), TargetProcessName: "C:\\cmd.exe", Dvc: "ws1" };
    const at = place([row], "imProcessCreate");
    const rule = SHELLS.replace("SecurityEvent", "imProcessCreate")
      .replace("Process ==", "TargetProcessName has")
      .replace("Computer", "Dvc");
    writeFileSync(join(at.rules, "shells/rule.yaml"), rule);
    const [only] = await findings(at, "shells", true);
    const { code, err } = await heard((terminal) => newCase(only!.id, at, terminal));
    expect(code).toBe(2);
    expect(err).toMatch(/the data has what the parser \w+ returned, and a case needs rows/);
  });
});

describe("the rows that are needed", () => {
  const needs = (needed: readonly number[]) => {
    const tried: number[] = [];
    const isEnough = async (rows: readonly number[]) => {
      tried.push(rows.length);
      return needed.every((one) => rows.includes(one));
    };
    return { isEnough, tried };
  };
  const all = Array.from({ length: 100 }, (_, index) => index);

  test.each([[[0]], [[0, 1]], [[0, 7]], [[3, 31, 64]], [[99]]])(
    "%j of a hundred",
    async (needed) => {
      const { isEnough, tried } = needs(needed);
      expect(await neededRows(all, isEnough)).toEqual(needed);
      expect(tried.length).toBeLessThanOrEqual(68);
    },
  );

  test("undefined where all of them are not enough, or there are none", async () => {
    expect(await neededRows(all, needs([100]).isEnough)).toBeUndefined();
    expect(await neededRows([], needs([]).isEnough)).toBeUndefined();
  });
});
