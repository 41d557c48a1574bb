import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import type { Problem } from "../../src/hunt/base/problem.ts";
import { compileQuery } from "../../src/hunt/findings/query.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import { checkQuery } from "../../src/rules/check-query.ts";
import { loadRules as load } from "../../src/rules/load.ts";
import { RULES, seedRule } from "../harness.ts";

const SEED = readFileSync(join(RULES, "rundll32-lolbin", "rule.yaml"), "utf8");

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "rules-"));
  for (const [slug, text] of Object.entries(files)) {
    mkdirSync(join(root, slug));
    writeFileSync(join(root, slug, "rule.yaml"), text);
  }
  return root;
}

const loadRules = (root: string) => load([root], ruleLanguage(PARSERS_FOLDER));
const lines = (root: string, problems: readonly Problem[]) =>
  problems.map(({ where, message }) => `${where.replace(root, "")} ${message}`);
const places = (root: string) => lines(root, loadRules(root).problems);

describe("rule files", () => {
  test("a file with three mistakes: all three, each with its line and column, in one run", () => {
    const text = SEED.replace(
      "relevantTechniques:\n  - T1218.011",
      "relevantTechniques:\n  - T1218-011",
    )
      .replace("every: PT1H", "every: 1 hour")
      .replace("severity: Informational", "severty: Informational");
    const root = folder({ bad: text });
    expect(places(root)).toEqual([
      "/bad/rule.yaml:28:5 relevantTechniques.0: must be a technique such as T1218.011",
      "/bad/rule.yaml:98:10 hunt.every: must be a duration such as 5m, 1h, 14d, PT5M or P1D",
    ]);
    expect(loadRules(root).notices).toEqual([
      {
        where: join(root, "bad/rule.yaml:14:10"),
        message: "severty is not a known field",
        remedy: "did you mean severity?",
      },
    ]);
  });

  test("the good rules beside a bad one stay", () => {
    const { rules, problems } = loadRules(folder({ good: SEED, bad: "id: 5" }));
    expect(rules.map(({ rule }) => rule.slug)).toEqual(["good"]);
    expect(problems).toMatchObject([{ message: "holds no rule: YAML without a query" }]);
  });

  test("two rules with one id are both left out, and each names the other", () => {
    const root = folder({
      one: SEED,
      two: SEED.toUpperCase().includes("X") ? SEED.replace("365a889c", "365A889C") : SEED,
    });
    expect(loadRules(root).rules).toEqual([]);
    expect(places(root)).toEqual([
      expect.stringContaining(
        "/one/rule.yaml:1:1 id 365a889c-ae0f-461d-bdf1-d6ce11d0ef6f is also the id of two",
      ),
      expect.stringContaining(
        "/two/rule.yaml:1:1 id 365a889c-ae0f-461d-bdf1-d6ce11d0ef6f is also the id of one",
      ),
    ]);
  });

  test("a hunting query as the public repository has it: tactics with blanks, and fields that it leaves out", () => {
    const text = [
      "id: c2074fce-b5ba-4c0a-9332-d08b8fc43c53",
      "name: Rundll32 starts, normalized",
      "description: |",
      "  'Every start of rundll32'",
      "tactics:",
      "  - Defense Evasion",
      "  - command-and-control",
      "query: |",
      "  imProcessCreate",
      '  | where Process has "rundll32.exe"',
      "  | extend HostCustomEntity = Dvc, AccountCustomEntity = User",
    ].join("\n");
    const { rules, problems } = loadRules(folder({ public: text }));
    expect(problems).toEqual([]);
    expect(rules[0]!.rule).toMatchObject({
      tactics: ["DefenseEvasion", "CommandAndControl"],
      techniques: [],
      entityMappings: [
        {
          entityType: "Account",
          fieldMappings: [{ identifier: "FullName", columnName: "AccountCustomEntity" }],
        },
        {
          entityType: "Host",
          fieldMappings: [{ identifier: "FullName", columnName: "HostCustomEntity" }],
        },
      ],
      severity: "Informational",
    });
  });

  test("YAML that is none has a place too", () => {
    expect(places(folder({ bad: "id: [1\nname: x" }))[0]).toMatch(/^\/bad\/rule\.yaml:\d+:\d+ /);
  });

  test.each([
    ["span: P1D", "span: PT7H", "hunt.span is not a whole multiple of hunt.slot"],
    ["span: P1D", "span: PT0S", "hunt.span is not a whole multiple of hunt.slot"],
    [
      "cap: 10000",
      "cap: 10000\n  key: [Dvc, User]",
      "hunt.key does not contain the time column TimeGenerated",
    ],
    ["from: 25", "from: 45", "two bands begin at 45"],
    [
      "severity: High",
      "severity: Low",
      "the band from 45 has a lower severity than the band from 25",
    ],
    [
      "severity: Low }",
      "severity: Informational }",
      "the band from 15 is the same as what is below the bands",
    ],
    ["entityType: Host", "entityType: Hosts", "Hosts is not a known entity type"],
    [
      "identifier: FullName\n        columnName: Dvc",
      "identifier: FulName\n        columnName: Dvc",
      "Host has no identifier FulName",
    ],
    [
      "| where Process has",
      "| where ingestion_time() > ago(1d) and Process has",
      "rule.yaml:78:5 the query filters on ingestion_time()",
    ],
    [
      "| where Process has",
      "| take 5 | where Process has",
      "hunt.slot is for queries about single events, and take",
    ],
    [
      "| where Process has",
      "| join (_Im_ProcessCreate) on Dvc | where Process has",
      "hunt.slot is for queries about single events, and join kind=innerunique",
    ],
    [
      "| where Process has",
      "| summarize by Dvc, TimeGenerated | where Process has",
      "hunt.slot is for queries about single events, and summarize",
    ],
    ["| where Process has", "| where (Process has", "rule.yaml:82:93 Expected: )"],
  ])("%s -> %s", (good, bad, message) => {
    expect(places(folder({ bad: SEED.replace(good, bad) })).join()).toContain(message);
  });

  test("the parser's name is replaced where the query calls it, not in texts and comments", () => {
    const text = SEED.replace(
      "  _Im_ProcessCreate",
      "  // _Im_ProcessCreate\n  _Im_ProcessCreate",
    ).replace("| where Process has", '| where CommandLine != "_Im_ProcessCreate" and Process has');
    const [{ rule } = { rule: seedRule("rundll32-lolbin") }] = loadRules(folder({ rule: text }))
      .rules as readonly { rule: Rule }[];
    const compiled = compileQuery(rule, { from: 0, to: 1 }, "imProcessCreate").text;
    expect(compiled).toContain("// _Im_ProcessCreate\nimProcessCreate(");
    expect(compiled).toContain('"_Im_ProcessCreate"');
    expect(rule.shape).toBe("events");
  });

  test("a summarize that keeps the key apart is still about single events", () => {
    const by =
      "| summarize Count = count() by TimeGenerated, Dvc, TargetProcessId, TargetProcessName, CommandLine\n  | where Process has";
    expect(places(folder({ rule: SEED.replace("| where Process has", by) }))).toEqual([]);
  });

  test.each<[string, (file: string) => void, string]>([
    ["a folder", (file) => mkdirSync(file), "/bad/rule.yaml is a folder, not a file"],
    [
      "a link that leads nowhere",
      (file) => symlinkSync("nowhere", file),
      "/bad/rule.yaml is a broken link",
    ],
    [
      "a link to itself",
      (file) => symlinkSync("rule.yaml", file),
      "/bad/rule.yaml is a link that leads back to itself",
    ],
    [
      "nothing",
      (file) => writeFileSync(file, ""),
      "/bad/rule.yaml:1:1 holds no rule: an empty file",
    ],
    [
      "no text",
      (file) => writeFileSync(file, Buffer.from([0xff, 0x00])),
      "/bad/rule.yaml is not text",
    ],
    [
      "an alias of nothing",
      (file) => writeFileSync(file, "id: *x"),
      "/bad/rule.yaml:1:5 the alias *x has no anchor &x before it",
    ],
    [
      "too long",
      (file) => writeFileSync(file, "#".repeat(5_000_000)),
      "/bad/rule.yaml has 5 MB; at most 4 MB are read",
    ],
  ])("a rule.yaml that is %s is its own rule's problem", (_, make, problem) => {
    const root = folder({ bad: "", good: SEED });
    rmSync(join(root, "bad/rule.yaml"));
    make(join(root, "bad/rule.yaml"));
    expect(places(root)).toEqual([problem]);
    expect(loadRules(root)).toMatchObject({
      slugs: ["bad", "good"],
      rules: [{ rule: { slug: "good" } }],
    });
  });

  test("UTF-16 with its mark is read as an editor would", () => {
    const root = folder({ wide: "" });
    writeFileSync(join(root, "wide/rule.yaml"), Buffer.from(`\ufeff${SEED}`, "utf16le"));
    expect(loadRules(root)).toMatchObject({ problems: [], rules: [{ rule: { slug: "wide" } }] });
  });

  test.each(["My Rule", "UPPER", "1st", "a_b", "a\u202eb", "constructor.prototype"])(
    "a folder %j cannot name a rule",
    (slug) => {
      expect(
        loadRules(folder({ [slug]: SEED, good: SEED.replace("365a889c", "465a889c") })),
      ).toMatchObject({
        rules: [{ rule: { slug: "good" } }],
        problems: [{ message: `the folder name ${slug} is not a valid rule name` }],
      });
    },
  );

  test.each([
    ["my-rule/rules.yaml", "my-rule/rules.yaml", "name it rule.yaml, or write hunt.yaml beside it"],
    ["my-rule/events/hit-one.ndjson", "my-rule", "write its rule.yaml"],
  ])("%s without a rule.yaml beside it is told", (path, where, remedy) => {
    const root = folder({ good: SEED });
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), "");
    const told = {
      where: join(root, where),
      message: "is not read as a rule: its folder has no rule.yaml",
      remedy,
    };
    expect(loadRules(root)).toMatchObject({ slugs: ["good"], problems: [told] });
  });

  test("folders that begin with _ are templates", () => {
    expect(loadRules(folder({ _template: "not: a rule" }))).toEqual({
      slugs: [],
      rules: [],
      problems: [],
      notices: [],
      replaced: [],
    });
  });
});

describe("the technique of a rule", () => {
  const refused = (from: string, to: string) => {
    const root = folder({ rule: SEED.replace(from, to) });
    return loadRules(root).problems.map(
      ({ where, message, remedy }) => `${where.replace(root, "")} ${message}; ${remedy}`,
    );
  };

  test("that is misspelt is told with the nearest one", () => {
    expect(refused("technique: rundll32", "technique: rundl32")).toEqual([
      "/rule/rule.yaml:102:14 rundl32 is not a known technique; did you mean rundll32?",
    ]);
    expect(refused("technique: rundll32", "technique: certutil")).toEqual([
      "/rule/rule.yaml:102:14 certutil is not a known technique; use one of rundll32, or none",
    ]);
  });

  test("that a rule does not name, though it reads its columns, is told as the line to add", () => {
    expect(refused("  technique: rundll32\n", "")).toEqual([
      "/rule/rule.yaml:102:10 hunt.group names the column Rundll32Template, which only the " +
        "technique rundll32 derives; add the line technique: rundll32 below hunt:",
    ]);
  });

  test("is none for a rule that reads no such column, or whose query gives it", () => {
    const plain = SEED.replace("  technique: rundll32\n", "")
      .replace("[Rundll32Template, Dvc, User]", "[Dvc]")
      .replace(/ {2}features:[\s\S]*(?= {2}delivery:)/, "")
      .replace(/^alertDetailsOverride:[\s\S]*/m, "");
    expect(places(folder({ plain }))).toEqual([]);
    const own = plain
      .replace("| where Process has", '| extend Rundll32Kind = "dll" | where Process has')
      .replace("[Dvc]", "[Dvc, Rundll32Kind]");
    expect(places(folder({ own }))).toEqual([]);
    const [{ rule } = { rule: seedRule("rundll32-lolbin") }] = loadRules(folder({ plain })).rules;
    expect([rule.hunt.technique, seedRule("rundll32-lolbin").hunt.technique]).toEqual([
      undefined,
      "rundll32",
    ]);
  });
});

describe("what a rule names must be in its query", () => {
  const { engine } = makeWorkspace(new Map(), join(RULES, "asim"));
  const check = (text: string) => {
    const root = folder({ rule: text });
    cpSync(join(RULES, "asim"), join(root, "asim"), { recursive: true });
    return loadRules(root)
      .rules.flatMap((loaded) => checkQuery(loaded, engine.bind))
      .map(({ where, message }) => `${where.replace(root, "")} ${message}`);
  };

  test("the seeds have none missing", () => {
    expect(check(SEED)).toEqual([]);
  });

  test("an unknown column in an entity mapping", () => {
    expect(check(SEED.replace("columnName: Dvc", "columnName: Device"))).toEqual([
      "/rule/rule.yaml:84:3 entityMappings uses the column Device, which the query does not return",
    ]);
  });

  test("an unknown column in the text of a finding", () => {
    expect(check(SEED.replace("on {{Dvc}}", "on {{Device}}"))).toEqual([
      "/rule/rule.yaml:170:27 alertDetailsOverride.alertDisplayNameFormat uses the column Device, " +
        "which the query does not return",
    ]);
  });

  test("a key column that the query drops", () => {
    const key = "cap: 10000\n  key: [Dvc, TargetProcessId, TimeGenerated]";
    const text = SEED.replace("TargetProcessId,\n      ActingProcessName", "ActingProcessName");
    expect(check(text.replace("cap: 10000", key))).toEqual([
      "/rule/rule.yaml:104:8 hunt.key uses the column TargetProcessId, which the query does not return",
    ]);
  });

  test("an error of the query is shown at its line in the file", () => {
    expect(check(SEED.replace("| where Process has", "| where Proces has"))).toEqual([
      expect.stringMatching(/^\/rule\/rule\.yaml:78:11 The name 'Proces' does not refer/),
    ]);
  });
});
