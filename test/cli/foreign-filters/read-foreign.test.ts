import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { executeAttacks } from "../../../src/cli/attack/execute-attacks.ts";
import { openJudge } from "../../../src/cli/attack/judge-entries.ts";
import { loadContent } from "../../../src/cli/content.ts";
import {
  type ForeignFilters,
  isForeign,
  readForeign,
} from "../../../src/cli/foreign-filters/read-foreign.ts";
import { recordTime } from "../../../src/emulator/table-data.ts";
import { msFromTicks } from "../../../src/kql/index.ts";

const folder = mkdtempSync(join(tmpdir(), "foreign-"));
afterAll(() => rmSync(folder, { recursive: true }));

const content = loadContent({ environment: {} });
const shipped = content.rules.find(({ rule }) => rule.slug === "rundll32-lolbin")!;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const HEAD = "title: T\nlogsource: { category: process_creation, product: windows }\n";

function sigma(detection: string, head = HEAD): string {
  return `${head}detection:\n${detection.replace(/^/gm, "  ")}\n`;
}

const RUNDLL32 = `wanted: { Image|endswith: '\\rundll32.exe' }`;

function read(text: string, ran?: typeof shipped): ForeignFilters {
  return readForeign([write("rule.yml", text)], content, ran);
}

function said({ problems }: ForeignFilters): string[] {
  return problems.map(({ where, message }) => `${where.replace(/^.*\//, "")} ${message}`);
}

async function verdicts(text: string) {
  const { subjects, problems } = read(text);
  expect(problems).toEqual([]);
  return Promise.all(
    subjects.map(async ({ entry, loaded }) => ({
      ...{ entry, loaded },
      verdict: await openJudge({ ...content, rules: [loaded] }, { tries: 300 }).judge(entry),
    })),
  );
}

describe("a Sigma rule runs itself, and each block that it excludes is attacked", () => {
  const WEAK = sigma(
    [
      "wanted:",
      "  - Image|endswith: '\\rundll32.exe'",
      "  - OriginalFileName: RUNDLL32.EXE",
      "line: { CommandLine|contains: '.dll' }",
      "filter_weak: { CommandLine|contains: '\\Contoso\\agent.dll' }",
      "filter_sound:",
      "  Image: 'C:\\Windows\\System32\\rundll32.exe'",
      "  CommandLine: 'rundll32.exe C:\\Windows\\System32\\PcaSvc.dll,PcaPatchSdbTask'",
      "condition: wanted and line and not 1 of filter_*",
    ].join("\n"),
  );

  test("a part of a line is weak, a whole one holds", async () => {
    const [weak, sound] = await verdicts(WEAK);
    expect([weak?.entry.id, weak?.entry.origin]).toEqual([
      "T: filter_weak",
      `${join(folder, "rule.yml")}:8:16`,
    ]);
    if (weak?.verdict.kind !== "bypassed") throw new Error(weak?.verdict.kind);
    const { rows, line } = weak.verdict.witness;
    expect(line.toLowerCase()).toContain("\\contoso\\agent.dll");
    const times = rows.map((row) => msFromTicks(recordTime(row)!));
    const attack = { rows, from: Math.min(...times), to: Math.max(...times) };
    const { rule } = weak.loaded;
    expect(await executeAttacks(rule, [attack], [weak.entry], content)).toEqual(["hidden"]);
    expect(await executeAttacks(rule, [attack], [], content)).toEqual(["shown"]);
    expect(sound?.verdict).toMatchObject({ kind: "holds" });
  });

  test("what another program's file says is not said by the attacker's", async () => {
    const [one] = await verdicts(
      sigma(
        `${RUNDLL32}\nfilter: { OriginalFileName: agent.exe, Company: Contoso }\ncondition: wanted and not filter`,
      ),
    );
    expect(one?.verdict.kind).not.toBe("bypassed");
  });

  test("what the program starts is attacked if the rule is about that", async () => {
    const [one] = await verdicts(
      sigma(
        [
          "wanted: { ParentImage|endswith: '\\rundll32.exe', Image|endswith: '\\notepad.exe' }",
          "filter: { ParentCommandLine|contains: 'agent.dll' }",
          "condition: wanted and not filter",
        ].join("\n"),
      ),
    );
    if (one?.verdict.kind !== "bypassed") throw new Error(one?.verdict.kind);
    expect(JSON.stringify(one.verdict.witness.rows)).toContain("notepad.exe");
  });

  test("a rule about a program without an attacker is not attacked", async () => {
    const [one] = await verdicts(
      sigma(
        "wanted: { Image|endswith: '\\other.exe' }\nfilter: { CommandLine|contains: x }\ncondition: wanted and not filter",
      ),
    );
    expect(one?.verdict).toEqual({
      kind: "idle",
      reason: "no attacker for this program",
      tried: 0,
    });
  });
});

describe("what cannot be attacked is refused with its place, all in one run", () => {
  const FILTER = "filter: { CommandLine|contains: x }\ncondition: wanted and not filter";
  test.each<[string, string, string[]]>([
    [
      "several blocks",
      sigma(
        "wanted: { Image: a }\na: { Image|expand: '%x%' }\nb: [word]\nc: { Image: x }\ncondition: wanted and not 1 of a and not b and not c",
      ),
      [
        "rule.yml:5:22 the modifier expand cannot be read: it stands for values that are not in the file",
        "rule.yml:6:7 the selection has words without a field",
      ],
    ],
    [
      "what the rule wants",
      sigma(`wanted: { Image|base64: a }\n${FILTER}`),
      [
        "rule.yml:4:27 the modifier base64 cannot be read: it compares with an encoding of the value",
      ],
    ],
    [
      "another log source",
      sigma(FILTER, "logsource: { category: file_event, product: windows }\n"),
      ["rule.yml:1:12 the log source is file_event of windows"],
    ],
    [
      "a wrong condition",
      sigma("wanted: { Image: a }\ncondition: wanted and not other"),
      ["rule.yml:5:29 the condition names no selection by other"],
    ],
    [
      "a rule that only excludes",
      sigma("a: { Image: x }\ncondition: not a"),
      ["rule.yml:5:14 the rule wants every start of a program, apart from what it excludes"],
    ],
    ["no condition", sigma("wanted: { Image: a }"), ["rule.yml:4:3 the rule has no condition"]],
    [
      "two conditions",
      sigma("wanted: { Image: a }\ncondition: [wanted, not wanted]"),
      ["rule.yml:5:14 the rule has several conditions"],
    ],
    [
      "a correlation",
      "correlation: { type: event_count }\n",
      ["rule.yml:1:1 the document is a correlation of other rules"],
    ],
    [
      "a filter that does not say what runs",
      `${HEAD}filter: { rules: [a], selection: { Image: x }, condition: not selection }\n`,
      ["rule.yml:1:1 the file does not say what runs"],
    ],
    ["text", "detection: text\n", ["rule.yml:1:1 the document has no detection"]],
    [
      "an alias within itself",
      "detection: &a { b: *a }\n",
      ["rule.yml:1:20 the alias *a stands within what it stands for"],
    ],
    [
      "deep nesting",
      `detection: ${"[".repeat(500)}`,
      ["rule.yml:1:112 lists and maps are nested more than 100 deep"],
    ],
  ])("%s", (_name, text, expected) => {
    expect(said(read(text))).toEqual(expected);
  });

  test("a field that --rule does not return is named", () => {
    const filters = read(
      sigma(
        `${RUNDLL32}\nfilter: { Company: x }\nother: { User: y }\ncondition: wanted and not filter and not other`,
      ),
      shipped,
    );
    expect(filters.subjects.map(({ entry, loaded }) => [entry.id, loaded])).toEqual([
      ["T: other", shipped],
    ]);
    expect(said(filters)).toEqual([
      "rule.yml:5:11 the entry T: filter reads TargetProcessFileCompany, which the query of " +
        "rundll32-lolbin does not give; it hides nothing",
    ]);
  });

  test("each document of a file is read; one that excludes nothing is said", () => {
    const rule = (name: string, not: string) =>
      sigma(`${RUNDLL32}\nf: { User: x }\ncondition: wanted${not}`, HEAD.replace("T", name));
    const { subjects, notices } = read(`${rule("A", "")}---\n${rule("B", " and not f")}`);
    expect(subjects.map(({ entry }) => entry.id)).toEqual(["B: f"]);
    expect(notices.map(({ message }) => message)).toEqual([
      "the rule excludes nothing, so that there is nothing to attack",
    ]);
  });
});

test("a list of Elastic is attacked on the rule that is named, and refused without one", async () => {
  const text = JSON.stringify({
    name: "agent",
    entries: [
      {
        field: "process.command_line",
        type: "wildcard",
        value: "*agent.dll*",
        operator: "included",
      },
    ],
  });
  const file = write("list.ndjson", text);
  expect(said(readForeign([file], content, undefined))).toEqual([
    "list.ndjson:1:1 the file does not say what runs",
  ]);
  const { subjects, problems } = readForeign([file], content, shipped);
  expect(problems).toEqual([]);
  const verdict = await openJudge(content, { tries: 100 }).judge(subjects[0]!.entry);
  expect(verdict.kind).toBe("bypassed");
});

test.each([
  ["a.ndjson", "", true],
  ["a.json", "", true],
  ["a.yml", "title: x\ndetection: {}\n", true],
  ["a.yaml", "title: x\n'filter': {}\n", true],
  ["a.yaml", "entries: [{ detection: x }]\n", false],
  ["a.csv", "detection: x\n", false],
])("%s is of another product: %j", (name, text, expected) => {
  expect(isForeign(write(name, text))).toBe(expected);
});
