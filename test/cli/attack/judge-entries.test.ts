import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { executeAttacks } from "../../../src/cli/attack/execute-attacks.ts";
import { openJudge } from "../../../src/cli/attack/judge-entries.ts";
import { listExclusions } from "../../../src/cli/attack/query-exclusions.ts";
import { loadContent } from "../../../src/cli/content.ts";
import { recordTime } from "../../../src/emulator/table-data.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import { msFromTicks } from "../../../src/kql/index.ts";
import { RULES } from "../../harness.ts";

const content = loadContent({ content: join(RULES, "pack"), environment: {} });
const judging = openJudge(content, { tries: 50 });

function entryFor(rule: string, when: Condition): IgnoreEntry {
  return {
    id: "tried",
    title: "",
    reason: "",
    origin: "test",
    owner: "",
    rules: [rule],
    workspaces: "all",
    active: true,
    when,
  };
}

async function judge(entry: IgnoreEntry) {
  return judging.judge(entry);
}

const equals = (field: string, value: string): Condition => ({ field, op: "equals", value });
const IMAGE = equals("Process", "C:\\Windows\\System32\\rundll32.exe");

describe("a witness is hit without the entry and hidden with it, by the rule's own query", () => {
  test.each<[string, string, Condition, string[]]>([
    [
      "a user",
      "rundll32-lolbin",
      equals("User", "CORP\\svc"),
      ["User CORP\\svc: the attacker acts as that account"],
    ],
    [
      "a parent's file",
      "rundll32-lolbin",
      { field: "ActingProcessName", op: "endsWith", value: "\\agent.exe" },
      [
        "ActingProcessName \\agent.exe: the attacker runs code in such a program, or names it as the parent",
      ],
    ],
    [
      "a folder",
      "rundll32-lolbin",
      { field: "Rundll32Module", op: "startsWith", value: "C:\\" },
      [],
    ],
    [
      "the line of a shell's parent",
      "rundll32-command-shell",
      { field: "ParentCommandLine", op: "contains", value: "printui.dll" },
      [],
    ],
    [
      "a host, for a rule about many programs",
      "office-shell",
      equals("Dvc", "build1"),
      ["Dvc build1: the attacker is on that host"],
    ],
    [
      "a user, for a rule that merges rows",
      "discovery-burst",
      equals("User", "CORP\\svc"),
      ["User CORP\\svc: the attacker acts as that account"],
    ],
  ])("%s", async (_name, slug, when, needs) => {
    const entry = entryFor(slug, when);
    const verdict = await judge(entry);
    if (verdict.kind !== "bypassed") throw new Error(`${verdict.kind}: ${JSON.stringify(verdict)}`);
    const { witness } = verdict;
    expect([witness.rule, witness.needs]).toEqual([slug, needs]);
    const { rule } = content.rules.find((one) => one.rule.slug === slug)!;
    const times = witness.rows.map((row) => msFromTicks(recordTime(row)!));
    const attack = { rows: witness.rows, from: Math.min(...times), to: Math.max(...times) };
    expect(await executeAttacks(rule, [attack], [entry], content)).toEqual(["hidden"]);
    expect(await executeAttacks(rule, [attack], [], content)).toEqual(["shown"]);
    const other = entryFor(slug, equals("User", "CORP\\nobody"));
    expect(await executeAttacks(rule, [attack], [other], content)).toEqual(["shown"]);
  });
});

test("an entry that binds what a line does holds", async () => {
  const when = {
    all: [
      IMAGE,
      equals("Rundll32Kind", "dll"),
      equals("Rundll32Options", ""),
      equals("Rundll32Module", "C:\\Windows\\System32\\PcaSvc.dll"),
      equals("Rundll32Export", "PcaPatchSdbTask"),
      equals("Rundll32Arguments", ""),
    ],
  };
  const verdict = await judge(entryFor("rundll32-lolbin", when));
  expect(verdict).toMatchObject({ kind: "holds", tried: expect.any(Number) });
  expect(verdict.tried).toBeGreaterThan(100);
});

test("attacks that the rule does not hit prove nothing", async () => {
  const when = equals("Rundll32Module", "C:\\ProgramData\\Contoso\\agent.dll");
  expect(await judge(entryFor("rundll32-process-dump", when))).toMatchObject({
    kind: "unseen",
    reason: "rundll32-process-dump does not hit what it would hide",
  });
});

test("an entry that nobody here can attack is said to be that", async () => {
  const when = equals("Commands", "12");
  expect(await judge(entryFor("discovery-burst", when))).toEqual({
    kind: "idle",
    reason: "no attacker for this program",
    tried: 0,
  });
  expect(await judge(entryFor("nowhere", when))).toEqual({
    kind: "idle",
    reason: "none of its rules is here",
    tried: 0,
  });
});

describe("what a rule's own query drops is attacked too", () => {
  const [named, normal] = content.rules
    .filter(({ rule }) => rule.slug === "rundll32-unusual-child")
    .flatMap(listExclusions);

  test("a part with a column that the query computes is not", async () => {
    expect(named!.entry.title).toBe('Name !in ("cmd.exe", "powershell.exe")');
    expect(await judging.judgeQuery(named!)).toMatchObject({
      kind: "idle",
      reason: "no attack tried has the Name that it wants",
    });
  });

  test("a witness is hit by the query without the part, and missed with it", async () => {
    const { entry, without } = normal!;
    expect(entry.origin).toMatch(/rundll32-unusual-child\/rule\.yaml:\d+:\d+$/);
    const verdict = await judging.judgeQuery(normal!);
    if (verdict.kind !== "bypassed") throw new Error(JSON.stringify(verdict));
    const { rows } = verdict.witness;
    const times = rows.map((row) => msFromTicks(recordTime(row)!));
    const attack = { rows, from: Math.min(...times), to: Math.max(...times) };
    const { rule } = content.rules.find((one) => one.rule.slug === "rundll32-unusual-child")!;
    expect(await executeAttacks(rule, [attack], [], content)).toEqual(["unseen"]);
    expect(await executeAttacks(without, [attack], [], content)).toEqual(["shown"]);
  });
});
