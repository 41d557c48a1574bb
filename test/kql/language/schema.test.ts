import { describe, expect, test } from "vitest";
import { calleesFirst, dependencies } from "../../../src/kql/language/schema.ts";

const tables = ["Events", "Other", "Third", "odd name"].map((name) => ({ name, columns: [] }));
const stored = (name: string, body: string, parameters = "()") => ({ name, parameters, body });
const schema = {
  tables,
  functions: [
    stored("Outer", "{ Inner | join Other on Host }"),
    stored("Inner", "{ Events }"),
    stored("ByDefault", "{ print a }", "(a: long = toscalar(Third | count))"),
    stored("Everything", "{ search 'a' }"),
    stored("Loop", "{ Loop }"),
  ],
};

const named = (text: string) => {
  const { tables: read, functions } = dependencies(text, schema);
  return [...read, ...functions].map(({ name }) => name).filter((name) => name !== "odd name");
};

describe("what a text depends on", () => {
  const all = ["Events", "Other", "Third"];
  test.each<[string, readonly string[]]>([
    ["print 1", []],
    ["Events | where Host == 'a'", ["Events"]],
    ["events | count", []],
    ["EventsOf | count", []],
    ["['Events'] | count", ["Events"]],
    ["print 'Other'", ["Other"]],
    ["Inner", ["Events", "Inner"]],
    ["Outer()", ["Events", "Other", "Outer", "Inner"]],
    ["ByDefault()", ["Third", "ByDefault"]],
    ["Everything()", [...all, "Everything"]],
    ["Loop()", ["Loop"]],
    ["search 'a'", all],
    ["find where Host == 'a'", all],
    ["print 'search'", []],
    ["// find it\nprint 1", []],
    ["union *", all],
    ["union withsource=T E*, Third", all],
    ["union Events, Other", ["Events", "Other"]],
    ["Events | where Host == '*' | union Other", ["Events", "Other"]],
    ["table('Ev' 'ents')", all],
    ["table ('Events')", all],
    [String.raw`['Ev\u0065nts'] | count`, all],
    [String.raw`Events | where D[0] == 'a\\b'`, ["Events"]],
  ])("%s", (text, names) => {
    expect(named(text)).toEqual(names);
  });

  test("a name that is no word is always among them", () => {
    expect(dependencies("print 1", schema).tables.map(({ name }) => name)).toEqual(["odd name"]);
  });

  test("in time that grows with the text", () => {
    const text = "union [ ['a find".repeat(60_000);
    expect(dependencies(text, schema).tables).toHaveLength(4);
    expect(dependencies("union ".repeat(150_000), schema).tables).toHaveLength(1);
  });
});

test("functions follow those that they call, and those that call each other come last", () => {
  const functions = [
    stored("A", "{ B | C }"),
    stored("X", "{ Y }"),
    stored("Y", "{ X }"),
    stored("B", "{ C }"),
    stored("C", "{ C_1 }"),
    stored("Self", "{ Self }"),
  ];
  expect(calleesFirst(functions).map(({ name }) => name)).toEqual([
    ...["C", "Self", "B", "A"],
    ...["X", "Y"],
  ]);
});
