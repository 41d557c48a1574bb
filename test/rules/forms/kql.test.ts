import { describe, expect, test } from "vitest";
import { readRulesIn } from "../../../src/rules/forms/read-file.ts";

const queries = (text: string, file = "f.kql") =>
  readRulesIn(file, text).rules.map(({ query }) => query.trim());

describe("the queries of a KQL file", () => {
  test.each<[string, string, string[]]>([
    ["one", "T\n| take 1\n", ["T\n| take 1"]],
    [
      "two, with a blank line between",
      "T\n| take 1\n\nU\n| take 2",
      ["T\n| take 1", "U\n| take 2"],
    ],
    ["Windows' line ends", "T\r\n| take 1\r\n\r\nU", ["T\r\n| take 1", "U"]],
    [
      "let belongs to what follows",
      "let a = 1;\n\nT | where x == a",
      ["let a = 1;\n\nT | where x == a"],
    ],
    ["a pipe after a blank line", "T\n\n| take 1", ["T\n\n| take 1"]],
    ["a comment within a query", "T\n\n// only one\n\n| take 1", ["T\n\n// only one\n\n| take 1"]],
    ["an open bracket", "T | join (\n\nU\n\n) on a", ["T | join (\n\nU\n\n) on a"]],
    ["an open list", "let a = dynamic([\n1,\n\n2]);\nT", ["let a = dynamic([\n1,\n\n2]);\nT"]],
    ["a bracket in a text", "T | where a == '('\n\nU", ["T | where a == '('", "U"]],
    ["a bracket in a comment", "T // (\n\nU", ["T // (", "U"]],
    ["a blank line in a text", "print ```a\n\nb```", ["print ```a\n\nb```"]],
    ["comments behind the query", "T\n\n// MITRE\n\n// T1059", ["T"]],
    ["comments before the second", "T\n\n// second\nU", ["T", "// second\nU"]],
  ])("%s", (_, text, expected) => {
    expect(queries(text)).toEqual(expected);
  });

  test("a leading comment gives the name and the description", () => {
    const [rule] = readRulesIn("a.kql", "// Odd shells\n// Why: they are odd\n\nT | take 1").rules;
    expect(rule?.fields).toEqual({
      name: "Odd shells",
      description: "Odd shells\nWhy: they are odd",
    });
  });

  test("without one, the file's name is the rule's", () => {
    expect(readRulesIn("x/Odd shells.kql", "T").rules[0]?.fields).toEqual({ name: "Odd shells" });
    const [link] = readRulesIn("odd.kql", "// https://example.com/a\nT").rules;
    expect(link?.fields["name"]).toBe("odd");
  });

  test("a place in the second query is that of the file", () => {
    const [, second] = readRulesIn("f.kql", "T\n\n// two\nU\n| take x").rules;
    expect(second?.queryPlace(second.query.indexOf("x"))).toBe("f.kql:5:8");
  });

  test.each<[string, string, string]>([
    ["Click on Save and select as Function, with the name and alias as Shells.", "f.txt", "Shells"],
    ["Save as function; it should be given the alias of Shells", "f.txt", "Shells"],
    ["Save as a function", "x/Shells.txt", "Shells"],
    ["Click on Save and select as Function (e.g. Shells | take 10)", "f.kql", "Shells"],
  ])("a text to be saved as a function is one: %s", (comment, file, name) => {
    const text = `// ${comment}\n\nlet a = 1;\nT\n\n| where x == a\n`;
    const { rules, functions } = readRulesIn(file, text);
    expect(rules).toEqual([]);
    expect(functions.map((one) => one.name)).toEqual([name]);
    expect(functions[0]?.text).toBe(`let ${name} = () {\n${text}\n};`);
  });

  test("a file of one function is a function", () => {
    const { rules, functions } = readRulesIn(
      "f.kql",
      "// adds\nlet F = (a:int = 1) { T | take a };\n",
    );
    expect([rules, functions.map(({ name }) => name)]).toEqual([[], ["F"]]);
    expect(queries("let F = (a:int) { T | take a };\nF(1)")).toHaveLength(1);
  });

  test.each([
    ["list.txt", "10.0.0.1\n10.0.0.2", "a text without KQL"],
    ["empty.kql", "\n\n", "an empty file"],
    ["comment.kql", "// nothing", "an empty file"],
  ])("%s holds nothing, and why", (file, text, reason) => {
    expect(readRulesIn(file, text)).toMatchObject({ rules: [], holdsNothing: reason });
  });

  test("a .txt file with KQL is a rule", () => {
    expect(queries("T\n| where a == 1", "q.txt")).toEqual(["T\n| where a == 1"]);
  });

  test("a million quotes, blank lines or brackets are no reason to wait", () => {
    for (const text of ['"', "\n\n", "(", "T\n\n", "/*", "```"])
      expect(readRulesIn("f.kql", text.repeat(100_000)).problems).toEqual([]);
  });
});
