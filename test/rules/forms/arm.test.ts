import { describe, expect, test } from "vitest";
import { readRulesIn } from "../../../src/rules/forms/read-file.ts";

const ID = "3dfb4b3c-0057-440a-91f5-870c6ad39093";
const QUERY = 'T\n| where a == "b" and c';

const alertRule = (more: object = {}) => ({
  type: "Microsoft.OperationalInsights/workspaces/providers/alertRules",
  name: `[concat(parameters('workspace'),'/Microsoft.SecurityInsights/${ID}')]`,
  kind: "Scheduled",
  properties: { displayName: "Odd", query: QUERY, severity: "High", ...more },
});

const read = (value: unknown) => readRulesIn("t.json", JSON.stringify(value, undefined, 1));
const template = (...resources: object[]) => ({
  parameters: { workspace: { type: "String" }, title: { defaultValue: "By default" } },
  variables: { half: "[concat(parameters('title'), '!')]" },
  resources,
});

describe("a template", () => {
  test("gives an analytics rule with its id, and places in its query", () => {
    const [rule] = read(template(alertRule())).rules;
    expect(rule).toMatchObject({
      form: "arm-alert-rule",
      query: QUERY,
      fields: { id: ID, displayName: "Odd", kind: "Scheduled", severity: "High" },
      notices: [],
    });
    expect(rule?.queryPlace(QUERY.indexOf("c"))).toMatch(/^t\.json:\d+:41$/);
  });

  test.each<[string, object]>([
    ["its own type", { ...alertRule(), type: "Microsoft.SecurityInsights/alertRules" }],
    [
      "a child of a workspace",
      {
        type: "Microsoft.OperationalInsights/workspaces",
        resources: [{ ...alertRule(), type: "providers/alertRules" }],
      },
    ],
    [
      "a nested deployment",
      {
        type: "Microsoft.Resources/deployments",
        properties: { template: { resources: [alertRule()] } },
      },
    ],
    [
      "a template of the content hub",
      {
        type: "Microsoft.SecurityInsights/contentTemplates",
        properties: { mainTemplate: { resources: [alertRule()] } },
      },
    ],
  ])("has it as %s", (_, resource) => {
    expect(read(template(resource)).rules.map(({ query }) => query)).toEqual([QUERY]);
  });

  test("several resources are several rules; others are none", () => {
    const others = [{ type: "Microsoft.Insights/workbooks", properties: { query: "x" } }];
    const action = { ...alertRule(), type: "a/alertRules/actions" };
    expect(read(template(alertRule(), alertRule(), action, ...others)).rules).toHaveLength(2);
  });

  test("what parameters and variables stand for is put in", () => {
    const [rule] = read(
      template(
        alertRule({
          displayName: "[variables('half')]",
          description: "[[kept]",
          query: "[concat('T | take ', string(1))]",
        }),
      ),
    ).rules;
    expect(rule).toMatchObject({
      query: "T | take 1",
      fields: { displayName: "By default!", description: "[kept]" },
    });
    expect(rule?.queryPlace(3)).toMatch(/^t\.json:\d+:14$/);
  });

  test("what only a deployment knows is said", () => {
    const [rule] = read(template(alertRule({ description: "[parameters('workspace')]" }))).rules;
    expect(rule?.notices).toMatchObject([
      { message: "only a deployment knows parameters('workspace')" },
    ]);
  });

  test("a nested template has its own parameters, then those around it", () => {
    const inner = {
      parameters: { name: {} },
      resources: [
        alertRule({ displayName: "[parameters('name')]", description: "[parameters('title')]" }),
      ],
    };
    const deployment = {
      type: "Microsoft.Resources/deployments",
      properties: { parameters: { name: { value: "Given" } }, template: inner },
    };
    expect(read(template(deployment)).rules[0]?.fields).toMatchObject({
      displayName: "Given",
      description: "By default",
    });
  });

  test("a saved search is a hunting query, or a function", () => {
    const saved = (more: object) => ({
      type: "Microsoft.OperationalInsights/workspaces/savedSearches",
      properties: { displayName: "Odd", category: "Hunting Queries", query: "T", ...more },
    });
    const tags = [
      { name: "description", value: "Finds it" },
      { name: "tactics", value: "Execution,Persistence" },
      { name: "techniques", value: "T1059" },
    ];
    const { rules, functions } = read(
      template(saved({ tags }), saved({ functionAlias: "F", functionParameters: "a:int=1" })),
    );
    expect(rules.map(({ form, fields }) => ({ form, ...fields }))).toMatchObject([
      {
        form: "arm-saved-search",
        description: "Finds it",
        tactics: ["Execution", "Persistence"],
        relevantTechniques: ["T1059"],
      },
    ]);
    expect(functions.map(({ name, text }) => [name, text])).toEqual([
      ["F", "let F = (a:int=1) {\nT\n};"],
    ]);
  });

  test("comments and commas at the end of a list are no mistakes", () => {
    const text = JSON.stringify(template(alertRule()), undefined, 1)
      .replace('"resources"', '// the rules "\n "resources"')
      .replace(/\]\n\}$/, "],/* end */\n}");
    expect(() => JSON.parse(text)).toThrow();
    expect(readRulesIn("t.json", text).rules).toHaveLength(1);
  });
});

test.each<[string, string, string]>([
  ["names that lead back to themselves", "[variables('a')]", "[variables('a')]"],
  ["texts that double without end", "[concat(variables('b'), variables('b'))]", "x".repeat(1_000)],
  ["calls that nest too deep", `[${"concat(".repeat(10_000)}]`, "x"],
])("%s are said, and do no harm", (_, expression, b) => {
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `v${index}`,
      `[concat(variables('v${index + 1}'), variables('v${index + 1}'))]`,
    ]),
  );
  const { rules } = read({
    variables: { ...doubling, v40: "x", a: expression, b },
    resources: [alertRule({ description: "[concat(variables('a'), variables('v0'))]" })],
  });
  expect(rules[0]?.notices[0]?.message).toMatch(/^only a deployment knows /);
});

test("rules as plain JSON, alone or in a list, are read as YAML is", () => {
  const rule = { id: ID, name: "Odd", query: QUERY };
  expect(read(rule).rules).toMatchObject([{ form: "hunting-query", query: QUERY }]);
  expect(read([rule, rule]).rules).toHaveLength(2);
  expect(read({ value: [alertRule()] }).rules).toHaveLength(1);
});

test("JSON that is broken is a problem if it may hold rules", () => {
  expect(readRulesIn("t.json", '{"query": "T",\n "a" }').problems).toMatchObject([
    { where: expect.stringMatching(/^t\.json:\d+:\d+$/) },
  ]);
  expect(readRulesIn("t.json", "{").holdsNothing).toBe("JSON that cannot be read");
  expect(readRulesIn("t.json", '{"a": 1}').holdsNothing).toBe("JSON without rules");
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  expect(readRulesIn("t.json", deep).problems).toMatchObject([
    { message: expect.stringContaining("nested more than") },
  ]);
});
