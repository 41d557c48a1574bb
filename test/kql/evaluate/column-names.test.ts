import { expect, test } from "vitest";
import { createEngine } from "../../../src/kql/engine.ts";
import { makeTable } from "../../../src/kql/table.ts";

const T = makeTable(
  [
    { name: "a", type: "long" },
    { name: "b", type: "string" },
    { name: "c", type: "string" },
    { name: "t", type: "datetime" },
    { name: "d", type: "dynamic" },
  ],
  [[1n, "x", "y", 638_000_000_000_000_000n, { k: 1n }]],
);
const engine = createEngine({
  tables: [{ name: "T", columns: T.columns, rows: () => T }],
  functions: [],
});

const names = (query: string) => engine.execute(query, 0n).columns.map(({ name }) => name);

test.each([
  ["T | project 1, 2, a + 1, a, -a", "Column1 Column2 Column3 a Column4"],
  ["T | project Column1 = 1, 2", "Column1 Column11"],
  ["T | project Column2 = 1, 2, 3", "Column2 Column1 Column21"],
  ["T | extend 1, b, strcat(b, 'x') | project-away a, c, t, d", "b Column1 Column2"],
  ["T | project a | extend Column1 = 7 | extend 8, 9", "a Column1 Column2 Column3"],
  [
    "T | project d.k, d['k'], d.k.j, tostring(d.k), tolower(d.k), d[0]",
    "d_k d_k1 d_k_j d_k2 Column1 d_0",
  ],
  ["T | project d.k, d_k = 1", "d_k d_k1"],
  [
    "T | project strlen(b), gettype(a), gettype(a + 1), strlen(strcat(b, c))",
    "strlen_b type_a type_ strlen_",
  ],
  ["T | project abs(a), round(a), bin(t, 1d), startofday(t), split(b, ',')[0]", "a a1 t t1 b_0"],
  ["T | project column_ifexists('a', 1), column_ifexists('zz', 1)", "a Column1"],
  [
    "T | summarize count(), 1 + count(), tostring(count()) by bin(a, 2), strcat(b, 'x')",
    "a Column1 count_ Column2 count_1",
  ],
  ["T | summarize max(a), max(a), round(avg(a), 2)", "max_a max_a1 avg_a"],
  ["T | summarize by b, Column1 = strcat(c, 'x'), tolower(b)", "b Column1 Column11"],
  ["T | distinct tostring(a), a", "a a1"],
  ["T | distinct b, tolower(c)", "b Column1"],
  [
    "T | make-series count(), sum(a) / count() on t step 1d by strcat(b, 'x')",
    "Column1 count_ Column2 t",
  ],
  ["print a = 1, 2, 'x'", "a print_1 print_2"],
  ["print 1, print_0 = 2", "print_0 print_01"],
  ["T | sort by a | project row_number(), row_number()", "Column1 Column2"],
])("%s has the columns %s, as the binder says", (query, expected) => {
  expect(names(query).join(" ")).toBe(expected);
  expect(names(query)).toEqual(engine.bind(query).columns.map(({ name }) => name));
});

test("no column takes the place of another, though the binder gives both one name", () => {
  expect(names("T | project a | extend Column1 = 1, 2").join(" ")).toBe("a Column1 Column2");
});
