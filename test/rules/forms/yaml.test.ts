import { describe, expect, test } from "vitest";
import { readRulesIn } from "../../../src/rules/forms/read-file.ts";

const read = (text: string) => readRulesIn("r.yaml", text);

describe("the form of a YAML file", () => {
  test.each([
    ["name: a\nquery: T", "hunting-query"],
    ["name: a\nkind: Scheduled\nquery: T", "analytics-rule"],
    ["displayName: a\nincidentConfiguration: {}\nquery: T", "analytics-rule"],
    ["DisplayName: a\nInputEntityType: IP\nquery: T", "exploration-query"],
  ])("%j is %s", (text, form) => {
    expect(read(text).rules.map((rule) => rule.form)).toEqual([form]);
  });

  test("a list, and several documents, are several rules", () => {
    expect(read("- query: T\n- query: U").rules.map(({ query }) => query)).toEqual(["T", "U"]);
    expect(read("query: T\n---\nquery: U").rules.map(({ query }) => query)).toEqual(["T", "U"]);
  });

  test.each([
    ["on: push\njobs: {}", "YAML without a query"],
    ["just text", "YAML that is no map of fields"],
    ["", "an empty file"],
    ["kind: Fusion\nseverity: High", "a rule of the kind Fusion, which has no query"],
  ])("%j holds nothing: %s", (text, reason) => {
    expect(read(text)).toMatchObject({ rules: [], problems: [], holdsNothing: reason });
  });

  test("a rule whose query is missing is a problem", () => {
    expect(read("name: a\nseverity: High\ntactics: []").problems).toEqual([
      {
        where: "r.yaml:1:1",
        message: "query: is missing",
        remedy: "write the rule's KQL as query",
      },
    ]);
  });
});

describe("oddities are said, and what has a value is read", () => {
  test.each([
    [
      "a field twice: the last counts",
      "query: T\nquery: U",
      "r.yaml:2:1 the field query comes twice",
    ],
    ["a tab", "query: |\n  T\nname:\n\t- a\n", /^r\.yaml:4:\d /],
    ["a tag", "query: U\nname: !!python/object x", "r.yaml:2:7 Unresolved tag"],
    [
      "a field of JavaScript's own",
      "query: U\n__proto__: { a: 1 }",
      "r.yaml:2:1 __proto__ is not a known field",
    ],
  ])("%s", (_, text, notice) => {
    const { rules, notices } = read(text);
    expect(rules.map(({ query }) => query.trim())).toHaveLength(1);
    const [said] = notices.map(({ where, message }) => `${where} ${message}`);
    if (typeof notice === "string") expect(said).toContain(notice);
    else expect(said).toMatch(notice);
  });

  test("an alias of nothing is a problem", () => {
    expect(read("query: *x").problems).toMatchObject([
      { where: "r.yaml:1:8", message: "the alias *x has no anchor &x before it" },
    ]);
  });
});

describe("the place of a character of the query", () => {
  test.each([
    ["a block", "query: |\n  T\n  | where bad\n", "r.yaml:3:11"],
    ["a block with Windows' line ends", "query: |\r\n  T\r\n\r\n  | where bad\r\n", "r.yaml:4:11"],
    ["a block with a deeper first line", "query: |2\n    T\n  | where bad\n", "r.yaml:3:11"],
    ["a folded text", "query: >\n  T\n  | where bad\n", "r.yaml:3:11"],
    ["a plain text", "query: T | where bad", "r.yaml:1:18"],
    ["a plain text of two lines", "query: T\n  | where bad", "r.yaml:2:11"],
    ["a text in double quotes", 'query: "T\\n| where \\"\\u0041\\" bad"', "r.yaml:1:31"],
    ["a text in single quotes", "query: 'T | where ''a'' bad'", "r.yaml:1:25"],
    ["in a list", "- query: |\n    T\n    | where bad", "r.yaml:3:13"],
  ])("%s", (_, text, place) => {
    const [rule] = read(text).rules;
    expect(rule?.queryPlace(rule.query.indexOf("bad"))).toBe(place);
  });
});

describe("a parser's YAML", () => {
  test("becomes a function, under its built-in name too", () => {
    const text = [
      "ParserName: vimX",
      "EquivalentBuiltInParser: _Im_X",
      "ParserParams:",
      "  - { Name: start, Type: datetime, Default: datetime(null) }",
      "  - { Name: name, Type: string, Default: '*' }",
      "  - { Name: rows, Type: 'table:(*)' }",
      "ParserQuery: |",
      "  T",
      "  | where bad",
    ].join("\n");
    const { rules, functions } = read(text);
    expect(rules).toEqual([]);
    expect(functions.map((one) => one.text.split("\n")[0])).toEqual([
      'let vimX = (start:datetime=datetime(null), name:string="*", rows:(*)) {',
      'let _Im_X = (start:datetime=datetime(null), name:string="*", rows:(*)) {',
    ]);
    const [first] = functions;
    expect(first?.place(first.text.indexOf("bad"))).toBe("r.yaml:9:11");
  });

  test("of today, with FunctionName, FunctionParams and FunctionQuery", () => {
    const text = "FunctionName: F\nFunctionAlias: G\nFunctionParams: 'a:int=1'\nFunctionQuery: T";
    expect(read(text).functions.map((one) => one.text)).toEqual(["let G = (a:int=1) {\nT\n};"]);
  });

  test("without a usable name is a problem", () => {
    expect(read("FunctionName: a b\nFunctionQuery: T").problems).toMatchObject([
      { where: "r.yaml:1:15", message: "FunctionName is not the name of a function" },
    ]);
  });
});
