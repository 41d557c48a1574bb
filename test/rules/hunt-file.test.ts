import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { loadRules } from "../../src/rules/load.ts";

const ID = "9ccf3ce0-0057-440a-91f5-870c6ad39093";
const RULE = `id: ${ID}\nname: Odd shells\nquery: |\n  DeviceProcessEvents\n  | where FileName == "cmd.exe"\n`;

function load(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "rules-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { rules, problems, notices } = loadRules([root], ruleLanguage(PARSERS_FOLDER));
  const lines = (said: typeof problems) =>
    said.map(
      ({ where, message, remedy }) => `${where.replace(`${root}/`, "")} ${message}; ${remedy}`,
    );
  return {
    rules: rules.map(({ rule }) => rule),
    problems: lines(problems),
    notices: lines(notices),
  };
}

describe("hunt.yaml", () => {
  test("has the options and fields of a rule whose file stays as it is", () => {
    const { rules, problems } = load({
      "odd/rule.yaml": RULE,
      "odd/hunt.yaml":
        "delivery: incident\nkey: [DeviceId, ReportId, Timestamp]\ntime: Timestamp\nseverity: Low\n",
    });
    expect(problems).toEqual([]);
    expect(rules).toMatchObject([
      {
        id: ID,
        severity: "Low",
        name: "Odd shells",
        hunt: {
          delivery: "incident",
          key: ["DeviceId", "ReportId", "Timestamp"],
          time: "Timestamp",
        },
      },
    ]);
  });

  test.each([
    ["evry: P1D", "odd/hunt.yaml:1:7 evry is not a known field; did you mean every?"],
    [
      "every: daily",
      "odd/hunt.yaml:1:8 every: must be a duration such as 5m, 1h, 14d, PT5M or P1D",
    ],
    [
      "key: [DeviceId]\ntime: Timestamp",
      "odd/hunt.yaml:1:6 hunt.key does not contain the time column Timestamp",
    ],
    [
      "technique: rundl32",
      "odd/hunt.yaml:1:12 rundl32 is not a known technique; did you mean rundll32?",
    ],
    [
      "entityMappings: [{ entityType: Hst, fieldMappings: [{ identifier: a, columnName: b }] }]",
      "odd/hunt.yaml:1:32 Hst is not a known entity type",
    ],
  ])("%j is a problem at its place", (hunt, problem) => {
    const { problems } = load({ "odd/rule.yaml": RULE, "odd/hunt.yaml": hunt });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test("beside hunt: in the rule is a problem that names both places", () => {
    const { problems } = load({ "odd/rule.yaml": `${RULE}hunt: {}\n`, "odd/hunt.yaml": "cap: 5" });
    expect(problems).toEqual([
      expect.stringMatching(
        /^odd\/rule\.yaml:6:7 hunt: stands here, and its options in \S+odd\/hunt\.yaml; keep one/,
      ),
    ]);
  });

  test("of nothing but comments is as good as an empty one", () => {
    expect(load({ "odd/rule.yaml": RULE, "odd/hunt.yaml": "# later\n" }).problems).toEqual([]);
  });
});

describe("the file of a rule in its folder", () => {
  const QUERY = "DeviceProcessEvents\n| where FileName == 'cmd.exe'";

  test.each([
    ["rule.kql", QUERY],
    ["rule.yml", RULE],
    ["rule.json", JSON.stringify({ name: "a", query: QUERY })],
    ["rule.md", `# A\n\`\`\`kql\n${QUERY}\n\`\`\``],
  ])("may be %s", (name, text) => {
    expect(load({ [`odd/${name}`]: text }).rules).toMatchObject([{ slug: "odd" }]);
  });

  test("has any one name beside hunt.yaml, with a page that describes it", () => {
    const files = { "odd/Odd Shells.kql": QUERY, "odd/README.md": "# x", "odd/hunt.yaml": "" };
    expect(load(files).rules).toMatchObject([{ slug: "odd", name: "Odd Shells" }]);
  });

  test("is not clear if there are several", () => {
    const files = { "odd/a.kql": QUERY, "odd/b.kql": QUERY, "odd/hunt.yaml": "" };
    expect(load(files).problems).toEqual([
      expect.stringContaining("odd has several files that may be its rule: a.kql, b.kql; keep one"),
    ]);
  });

  test("with several queries is a problem until hunt.yaml names one", () => {
    const two = `${QUERY}\n\n${QUERY} and FileName != 'x'`;
    expect(load({ "odd/rule.kql": two }).problems).toEqual([
      "odd/rule.kql:1:1 the file holds 2 rules; name one in hunt.yaml, from rule: 1 to rule: 2",
    ]);
    const { rules } = load({ "odd/rule.kql": two, "odd/hunt.yaml": "rule: 2" });
    expect(rules).toMatchObject([{ query: expect.stringContaining("!= 'x'") }]);
    expect(load({ "odd/rule.kql": two, "odd/hunt.yaml": "rule: 3" }).problems).toEqual([
      expect.stringContaining("odd/hunt.yaml:1:7 the file holds 2 rules"),
    ]);
  });
});

describe("what a rule of others has by default", () => {
  test("an id of its folder's name, which stays the same", () => {
    const text = RULE.replace(/^id.*\n/, "");
    const { rules, notices } = load({ "odd/rule.yaml": text });
    expect(rules[0]?.id).toBe("76687322-416a-5e64-ac34-000b79e555ac");
    expect(notices[0]).toContain("odd/rule.yaml:1:1 the rule has no id");
    expect(load({ "other/rule.yaml": text }).rules[0]?.id).not.toBe(rules[0]?.id);
    expect(load({ "odd/rule.yaml": text, "odd/hunt.yaml": `id: ${ID}` })).toMatchObject({
      rules: [{ id: ID }],
      notices: [expect.not.stringContaining("has no id")],
    });
  });

  test.each([
    ["a hunting query", "", "bookmark"],
    ["an analytics rule", "kind: Scheduled\n", "incident"],
    [
      "one that makes no incident",
      "kind: Scheduled\nincidentConfiguration: { createIncident: false }\n",
      "bookmark",
    ],
    ["a rule of our own", "hunt: {}\n", "incident"],
  ])("%s: its delivery", (_, more, delivery) => {
    expect(load({ "odd/rule.yaml": RULE + more }).rules).toMatchObject([{ hunt: { delivery } }]);
  });

  test("the groups of an analytics rule's incidents", () => {
    const more = [
      "kind: Scheduled",
      "entityMappings:",
      "  - entityType: Host",
      "    fieldMappings: [{ identifier: FullName, columnName: DeviceName }]",
      "  - entityType: Account",
      "    fieldMappings: [{ identifier: Name, columnName: AccountName }]",
      "customDetails: { Parent: InitiatingProcessFileName }",
      "incidentConfiguration:",
      "  groupingConfiguration:",
      "    enabled: true",
    ].join("\n");
    const group = (matching: string) =>
      load({ "odd/rule.yaml": `${RULE}${more}\n    ${matching}\n` }).rules[0]?.hunt.group;
    expect(group("matchingMethod: AllEntities")).toEqual(["DeviceName", "AccountName"]);
    expect(group("matchingMethod: AnyAlert")).toEqual([]);
    expect(
      group(
        "matchingMethod: Selected\n    groupByEntities: [Host]\n    groupByCustomDetails: [Parent]",
      ),
    ).toEqual(["DeviceName", "InitiatingProcessFileName"]);
  });

  test("the trigger, the groups and the silence of an analytics rule", () => {
    const more = [
      "kind: Scheduled",
      "queryFrequency: 1h",
      "triggerOperator: GreaterThan",
      "triggerThreshold: 5",
      "eventGroupingSettings: { aggregationKind: AlertPerResult }",
      "suppressionEnabled: true",
      "suppressionDuration: PT5H",
    ].join("\n");
    const [rule] = load({ "odd/rule.yaml": `${RULE}${more}\n` }).rules;
    expect(rule).toMatchObject({ shape: "aggregate", trigger: { operator: "gt", threshold: 5 } });
    expect(rule?.hunt).toMatchObject({ span: 18_000_000, group: rule?.hunt.key });
  });

  test("the columns that its query groups by", () => {
    const text = RULE.concat("  | summarize count() by DeviceName, AccountName\n");
    const { rules, notices } = load({ "odd/rule.yaml": text });
    expect(rules).toMatchObject([
      { shape: "aggregate", hunt: { key: ["DeviceName", "AccountName"] } },
    ]);
    expect(notices).toEqual([
      expect.stringContaining(
        "a finding is identified by DeviceName, AccountName, by which the query groups;",
      ),
    ]);
  });

  test("the key and the time of its table, which is said", () => {
    const { rules, notices } = load({ "odd/rule.yaml": RULE });
    expect(rules[0]?.hunt).toMatchObject({
      time: "TimeGenerated",
      key: ["DeviceId", "ProcessId", "FileName", "ProcessCommandLine", "TimeGenerated"],
    });
    expect(notices).toEqual([
      expect.stringContaining("hunt.key is not given, so a finding is identified by DeviceId, "),
    ]);
  });

  test("a frequency that does not divide a day has a span that it divides", () => {
    const { rules } = load({ "odd/rule.yaml": `${RULE}queryFrequency: 7d\n` });
    expect(rules[0]?.hunt).toMatchObject({ slot: 604_800_000, span: 604_800_000 });
  });
});

test("all that is wrong with a rule is said in one run", () => {
  const own = RULE.replace("FileName ==", "FileNme ==").concat("severity: Lo\nhunt: { evry: 1 }\n");
  expect(load({ "odd/rule.yaml": own }).problems).toEqual([
    expect.stringContaining("odd/rule.yaml:6:11 severity: must be one of"),
    expect.stringContaining("odd/rule.yaml:7:15 hunt.evry is not a known field"),
    expect.stringContaining("odd/rule.yaml:5:11 The name 'FileNme' does not refer"),
  ]);
});
