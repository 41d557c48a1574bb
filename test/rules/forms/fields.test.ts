import { describe, expect, test } from "vitest";
import { readFields } from "../../../src/rules/forms/fields.ts";
import { readRulesIn } from "../../../src/rules/forms/read-file.ts";

const DEFAULTS = { id: "3dfb4b3c-0057-540a-91f5-870c6ad39093", name: "odd-shells" };
const ID = "id: 9ccf3ce0-0057-440a-91f5-870c6ad39093";

function read(...lines: readonly string[]) {
  const held = readRulesIn("r.yaml", [ID, ...lines, "query: T"].join("\n"));
  const [rule] = held.rules;
  if (!rule) throw new Error(JSON.stringify(held));
  return readFields(rule, DEFAULTS);
}

const notices = (...lines: readonly string[]) =>
  read(...lines).notices.map(({ where, message, remedy }) => `${where} ${message}; ${remedy}`);

describe("fields that a file leaves out", () => {
  test("have defaults", () => {
    const [rule] = readRulesIn("r.yaml", "query: T").rules;
    const { file, notices: said, problems } = readFields(rule!, DEFAULTS);
    expect(file).toEqual({
      ...DEFAULTS,
      description: "odd-shells",
      severity: "Informational",
      tactics: [],
      relevantTechniques: [],
      requiredDataConnectors: [],
      entityMappings: [],
      query: "T",
    });
    expect(problems).toEqual([]);
    expect(said.map(({ message }) => message)).toEqual([
      "the rule has no id, so its id is made from the file's name",
    ]);
  });
});

describe("values as others write them", () => {
  test.each<[string, object]>([
    ["tactics: Defense Evasion, execution", { tactics: ["DefenseEvasion", "Execution"] }],
    ["tactics: [command-and-control]", { tactics: ["CommandAndControl"] }],
    ["relevantTechniques: [t1218.011, T1059]", { relevantTechniques: ["T1218.011", "T1059"] }],
    ["relevantTechniques: ['T1218/011 Rundll32']", { relevantTechniques: ["T1218.011"] }],
    [
      "techniques: [T1059]\nsubTechniques: [T1059.001]",
      { relevantTechniques: ["T1059", "T1059.001"] },
    ],
    ["severity: high", { severity: "High" }],
    ["displayName: Odd", { name: "Odd" }],
    ["Description: Odd", { description: "Odd" }],
    ["description: |\n  'In quotes'", { description: "In quotes" }],
    ["queryPeriod: { Ticks: 1, TotalSeconds: 21600 }", { queryPeriod: "PT21600S" }],
    ["version: 1.5", { version: "1.5" }],
    ["queryFrequency: PT1H\nqueryPeriod: 14d", { queryFrequency: "PT1H", queryPeriod: "14d" }],
    [
      "requiredDataConnectors:\n  - connectorId: X\n    datatypes: [T]",
      { requiredDataConnectors: [{ connectorId: "X", dataTypes: ["T"] }] },
    ],
    [
      "alertDetailsOverride:\n  alertSeverityColumnName: null\n  alertDisplayNameFormat: A",
      { alertDetailsOverride: { alertDisplayNameFormat: "A" } },
    ],
  ])("%j", (lines, expected) => {
    const { file, notices: said } = read(lines);
    expect(file).toMatchObject(expected);
    expect(said).toEqual([]);
  });

  test.each([
    ["tactics: [Magic]", "tactics: not used: Magic; correct the names"],
    ["tactics: [CommanAndControl]", "not used: CommanAndControl (did you mean CommandAndControl?)"],
    [
      "relevantTechniques: [T12, T1218-011]",
      "relevantTechniques: not used: T12, T1218-011; correct the names",
    ],
    ["severity: 7", "severity: must be one of High, Medium, Low, Informational; it is not used"],
    [
      "queryFrequency: hourly",
      "queryFrequency: must be a duration such as 5m, 1h, 14d, PT5M or P1D; it is not used",
    ],
    ["severty: Low", "severty is not a known field; did you mean severity?"],
    ["zzzzzzzzzz: 1", "zzzzzzzzzz is not a known field; it is not used"],
  ])("%j is a notice", (line, notice) => {
    expect(notices(line)).toEqual([expect.stringContaining(notice)]);
    expect(notices(line)[0]).toMatch(/^r\.yaml:2:\d+ /);
    expect(read(line).problems).toEqual([]);
  });

  test("entity types and identifiers that are not known here are not used, and said in one line", () => {
    const { file, notices: said } = read(
      "entityMappings:",
      "  - entityType: URL",
      "    fieldMappings: [{ identifier: Url, columnName: Link }]",
      "  - entityType: account",
      "    fieldMappings:",
      "      - { identifier: fullname, columnName: User }",
      "      - { identifier: Nickname, columnName: Nick }",
    );
    expect(file.entityMappings).toEqual([
      { entityType: "Account", fieldMappings: [{ identifier: "FullName", columnName: "User" }] },
    ]);
    expect(said.map(({ message }) => message)).toEqual([
      "entityMappings: not used: URL, Account.Nickname",
    ]);
  });
});

describe("known fields that do nothing", () => {
  test("are said in one line", () => {
    expect(
      notices(
        "kind: NRT",
        "enabled: false",
        "status: Available",
        "alertDetailsOverride: { alertTacticsColumnName: T }",
        "incidentConfiguration: { groupingConfiguration: { enabled: true, lookbackDuration: 7d } }",
      ),
    ).toEqual([
      expect.stringContaining(
        "not used: kind, enabled, status, alertTacticsColumnName, lookbackDuration;",
      ),
    ]);
  });

  test("are not said where they ask for what happens anyway", () => {
    expect(notices("kind: Scheduled", "enabled: true", "alertRuleTemplateName: null")).toEqual([]);
  });
});

describe("a file of our own, with hunt:", () => {
  test.each([
    ["relevantTechniques: [T12]", "relevantTechniques.0: must be a technique such as T1218.011"],
    ["severity: Lowish", "severity: must be one of High, Medium, Low, Informational"],
    ["hunt: { evry: P1D }", "hunt.evry is not a known field"],
    ["hunt: { every: daily }", "hunt.every: must be a duration"],
  ])("%j is a problem", (line, message) => {
    const { problems } = read(line, line.startsWith("hunt") ? "tags: []" : "hunt: {}");
    expect(problems.map((one) => one.message)).toEqual([expect.stringContaining(message)]);
  });

  test("an option with a mistake leaves the others in force", () => {
    expect(read("hunt: { every: daily, cap: 5 }").file.hunt).toEqual({ cap: 5 });
  });
});
