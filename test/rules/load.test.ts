import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { workspaceOf } from "../../src/emulator/workspace.ts";
import { checkQuery } from "../../src/rules/check-query.ts";
import { loadRules } from "../../src/rules/load.ts";
import { DERIVED_COLUMNS } from "../../src/windows/derive.ts";
import { RULES } from "../harness.ts";

const SEED = readFileSync(join(RULES, "rundll32-lolbin", "rule.yaml"), "utf8");

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "rules-"));
  for (const [slug, text] of Object.entries(files)) {
    mkdirSync(join(root, slug));
    writeFileSync(join(root, slug, "rule.yaml"), text);
  }
  return root;
}

const places = (root: string) => loadRules(root).problems.map(({ where, message }) => `${where.replace(root, "")} ${message}`);

describe("rule files", () => {
  test("a file with three mistakes: all three, each with its line and column, in one run", () => {
    const text = SEED.replace("relevantTechniques:\n  - T1218.011", "relevantTechniques:\n  - T1218-011")
      .replace("every: PT1H", "every: 1h")
      .replace("severity: Informational", "severty: Informational");
    expect(places(folder({ bad: text }))).toEqual([
      "/bad/rule.yaml:28:5 relevantTechniques.0: must be a technique such as T1218.011",
      "/bad/rule.yaml:49:10 hunt.every: must be an ISO 8601 duration such as PT5M or P1D",
      "/bad/rule.yaml:14:10 severty is not a known field",
    ]);
  });

  test("the good rules beside a bad one stay", () => {
    const { rules, problems } = loadRules(folder({ good: SEED, bad: "id: 5" }));
    expect(rules.map(({ rule }) => rule.slug)).toEqual(["good"]);
    expect(problems.length).toBeGreaterThan(3);
  });

  test("two rules with one id are both left out, and each names the other", () => {
    const root = folder({ one: SEED, two: SEED.toUpperCase().includes("X") ? SEED.replace("365a889c", "365A889C") : SEED });
    expect(loadRules(root).rules).toEqual([]);
    expect(places(root)).toEqual([
      expect.stringContaining("/one/rule.yaml:1:1 id 365a889c-ae0f-461d-bdf1-d6ce11d0ef6f is also the id of two"),
      expect.stringContaining("/two/rule.yaml:1:1 id 365a889c-ae0f-461d-bdf1-d6ce11d0ef6f is also the id of one"),
    ]);
  });

  test("YAML that is none has a place too", () => {
    expect(places(folder({ bad: "id: [1\nname: x" }))[0]).toMatch(/^\/bad\/rule\.yaml:\d+:\d+ /);
  });

  test.each([
    ["span: P1D", "span: PT7H", "hunt.span is not a whole multiple of hunt.slot"],
    ["span: P1D", "span: PT0S", "hunt.span is not a whole multiple of hunt.slot"],
    ["cap: 10000", "cap: 10000\n  key: [Dvc, User]", "hunt.key lacks the time column TimeGenerated"],
    ["entityType: Host", "entityType: Hosts", "Hosts is not a known entity type"],
    ["identifier: FullName\n        columnName: Dvc", "identifier: Fullname\n        columnName: Dvc", "Host has no identifier Fullname"],
    ["| where Process has", "| where TimeGenerated > ago(1d) and Process has", "the query uses ago()"],
  ])("%s -> %s", (good, bad, message) => {
    expect(places(folder({ bad: SEED.replace(good, bad) })).join()).toContain(message);
  });

  test("folders that begin with _ are templates", () => {
    expect(loadRules(folder({ _template: "not: a rule" }))).toEqual({ slugs: [], rules: [], problems: [] });
  });
});

describe("what a rule names must be in its query", () => {
  const { engine } = workspaceOf(
    new Map(["SecurityEvent", "WindowsEvent", "DeviceProcessEvents"].map((name) => [name, []])),
    join(RULES, "asim"),
  );
  const check = (text: string) => {
    const root = folder({ rule: text });
    cpSync(join(RULES, "asim"), join(root, "asim"), { recursive: true });
    return loadRules(root)
      .rules.flatMap((loaded) => checkQuery(loaded, engine.bind, DERIVED_COLUMNS))
      .map(({ where, message }) => `${where.replace(root, "")} ${message}`);
  };

  test("the seeds have none missing", () => {
    expect(check(SEED)).toEqual([]);
  });

  test("an unknown column in an entity mapping", () => {
    expect(check(SEED.replace("columnName: Dvc", "columnName: Device"))).toEqual([
      "/rule/rule.yaml:1:1 entityMappings names the column Device, which the query does not give",
    ]);
  });

  test("a key column that the query drops", () => {
    expect(check(SEED.replace("TargetProcessId, ActingProcessName", "ActingProcessName"))).toEqual([
      "/rule/rule.yaml:1:1 hunt.key names the column TargetProcessId, which the query does not give",
    ]);
  });

  test("an error of the query is shown at its line in the file", () => {
    expect(check(SEED.replace("| where Process has", "| where Proces has"))).toEqual([
      expect.stringMatching(/^\/rule\/rule\.yaml:31:11 The name 'Proces' does not refer/),
    ]);
  });
});
