import { describe, expect, test } from "vitest";
import { createEngine } from "../../../src/kql/engine.ts";
import { makeTable } from "../../../src/kql/table.ts";
import { answer, refusal } from "../answer.ts";

const tables = {
  Alpha: makeTable(
    [
      { name: "a", type: "long" },
      { name: "b", type: "string" },
      { name: "c", type: "string" },
    ],
    [
      [1n, "x", "red apple"],
      [20n, "y", "Green"],
    ],
  ),
  Also: makeTable(
    [
      { name: "c", type: "string" },
      { name: "b", type: "string" },
      { name: "d", type: "long" },
    ],
    [["pineapple", "x", 7n]],
  ),
  Other: makeTable([{ name: "e", type: "long" }], [[1n]]),
};
const engine = createEngine({
  tables: Object.entries(tables).map(([name, table]) => ({
    name,
    columns: table.columns,
    rows: () => table,
  })),
  functions: [],
});
const found = (query: string) => answer(query, engine);

describe("search", () => {
  test.each([
    ['Alpha | search "apple"', ['"Alpha", 1, "x", "red apple"']],
    ['Alpha | search "app"', []],
    ['Alpha | search "app*"', ['"Alpha", 1, "x", "red apple"']],
    ['Alpha | search "*een"', ['"Alpha", 20, "y", "Green"']],
    ['Alpha | search "*ee*"', ['"Alpha", 20, "y", "Green"']],
    ['Alpha | search "re*ple"', ['"Alpha", 1, "x", "red apple"']],
    ['Alpha | search "e*ple"', []],
    ['Alpha | search "20"', ['"Alpha", 20, "y", "Green"']],
    ['Alpha | search "Alpha"', []],
    ['Alpha | search c:"x"', []],
    ['Alpha | search b:"X"', ['"Alpha", 1, "x", "red apple"']],
    ['Alpha | search "red" and ("x" or a == 20)', ['"Alpha", 1, "x", "red apple"']],
    ["Alpha | search a > 1", ['"Alpha", 20, "y", "Green"']],
    ['Alpha | search kind=case_sensitive "green"', []],
    ['Alpha | search kind=case_sensitive "GR*EN" or b =~ "X" or c contains "E a"', []],
    ['Alpha | search kind=case_sensitive "Gr*n"', ['"Alpha", 20, "y", "Green"']],
    ["Alpha | take 1 | search *", ['"search_arg0", 1, "x", "red apple"']],
    ["Alpha | take 1 | as One | search *", ['"One", 1, "x", "red apple"']],
    ['let T = Alpha; search in (T) b == "y"', ['"search_arg0", 20, "y", "Green"']],
  ])("%s", (query, rows) => {
    expect(found(query)).toEqual(["$table:string, a:long, b:string, c:string", ...rows]);
  });

  test("several tables, by a pattern or all", () => {
    const columns = "$table:string, a:long, b:string, c:string, d:long";
    expect(found('search in (Al*) "x"')).toEqual([
      columns,
      '"Alpha", 1, "x", "red apple", null',
      '"Also", null, "x", "pineapple", 7',
    ]);
    expect(found('search "1"')).toEqual([
      `${columns}, e:long`,
      '"Alpha", 1, "x", "red apple", null, null',
      '"Other", null, "", "", null, 1',
    ]);
  });

  test("where * has", () => {
    expect(found('Alpha | where * has "red" | project a')).toEqual(["a:long", "1"]);
    expect(found("Alpha | where * == '20' | project a")).toEqual(["a:long", "20"]);
  });
});

describe("find", () => {
  test.each([
    [
      'find in (Alpha, Also) where d == 7 or b == "y"',
      [
        "source_:string, b:string, c:string, d:long, pack_:dynamic",
        '"Alpha", "y", "Green", null, {"a":20}',
        '"Also", "x", "pineapple", 7, {}',
      ],
    ],
    [
      "find in (Al*) where d == 7",
      ["source_:string, c:string, b:string, d:long", '"Also", "pineapple", "x", 7'],
    ],
    ['find "red"', ["source_:string, pack_:dynamic", '"Alpha", {"a":1,"b":"x","c":"red apple"}']],
    [
      'find withsource=T in (Alpha, Also) where b == "x" project d:string, a, pack(*)',
      [
        "T:string, d:string, a:long, pack_:dynamic",
        '"Alpha", "", 1, {"b":"x","c":"red apple"}',
        '"Also", "7", null, {"c":"pineapple","b":"x"}',
      ],
    ],
    ["find in (Alpha) where a == 1 project b", ["source_:string, b:string", '"Alpha", "x"']],
    ["find in (Other) where e == 1 project-smart", ["source_:string, e:long", '"Other", 1']],
    ["Alpha | take 1 | find where a == 1 project a", ["source_:string, a:long", '"find_arg0", 1']],
  ])("%s", (query, expected) => {
    expect(found(query)).toEqual(expected);
  });
});

describe("union", () => {
  test.each([
    ["union withsource=T Al*, Other | project T", ['"Alpha"', '"Alpha"', '"Also"', '"Other"']],
    ["Alpha | union withsource=T Also | distinct T", ['"Alpha"', '"Also"']],
    ["Alpha | where a == 1 | union withsource=T Also | distinct T", ['"union_arg0"', '"Also"']],
    ["Alpha | as A | union withsource=T (print a = 1) | distinct T", ['"A"', '"union_arg1"']],
    ["let X = Other; union withsource=T X, (Other | as Y) | distinct T", ['"union_arg0"', '"Y"']],
    [
      "union isfuzzy=true withsource=T Gone, (print a = 1), table('Gone'), gone(1) | distinct T",
      ['"union_arg1"'],
    ],
  ])("%s", (query, rows) => {
    expect(found(query)).toEqual(["T:string", ...rows]);
  });

  test("a name with two types is two columns, and kind=inner keeps what all have", () => {
    expect(found("union Other, (print e = 'x')")).toEqual([
      "e_long:long, e_string:string",
      '1, ""',
      'null, "x"',
    ]);
    expect(answer("union kind=inner (print a = 1, b = 2), (print b = 3, c = 4)")).toEqual([
      "b:long",
      "2",
      "3",
    ]);
  });

  test("isfuzzy swallows nothing but a missing table or function", () => {
    expect(refusal("union isfuzzy=true Other, (Other | where gone == 1)", engine).code).toBe(
      "KS142",
    );
    expect(refusal("union isfuzzy=true Other, (Other | reduce by e)", engine).problem).toBe(
      "unsupported",
    );
    expect(refusal("union isfuzzy=true Other, (range x from 1 to 2 step 0)", engine).problem).toBe(
      "semantic",
    );
  });
});

test.each([
  ["table('Other')", ["e:long", "1"]],
  ["let n = 'Other'; table(n) | count", ["Count:long", "1"]],
  ["let f = (n: string) { table(n) | count }; f('Alpha')", ["Count:long", "2"]],
  ["Alpha | where a in (table('Other')) | project a", ["a:long", "1"]],
  ["print n = toscalar(table('Other') | count)", ["n:long", "1"]],
])("%s", (query, expected) => {
  expect(found(query)).toEqual(expected);
});

test("a table that does not exist", () => {
  expect(refusal("let f = (n: string) { table(n) }; f('Gone')", engine)).toMatchObject({
    code: "KS204",
    message: "The name 'Gone' does not refer to any known table.",
  });
});

test.each([
  ["search 'x'", ["Alpha", "Also", "Other"]],
  ["find in (Al*) where b == 'x'", ["Alpha", "Also"]],
  ["union Al*, Gone", ["Alpha", "Also", "Gone"]],
  ["Alpha | search 'x'", ["Alpha"]],
  ["table('Gone')", ["Gone"]],
  ["let f = (n: string) { table(n) }; union f('Alpha'), f('Gone')", ["Alpha", "Gone"]],
  ["let n = 'Also'; table(n) | search in (Other) 'x'", ["Also", "Other"]],
])("%s reads %j", (query, expected) => {
  expect(engine.reads(query)).toEqual(expected);
});
