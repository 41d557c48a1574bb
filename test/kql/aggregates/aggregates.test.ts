import { describe, expect, test } from "vitest";
import { createEngine } from "../../../src/kql/engine.ts";
import { jsonText, toText } from "../../../src/kql/values/text.ts";

const engine = createEngine({ tables: [], functions: [] });

/** The only row of a query, as text. */
function row(query: string): string[] {
  const { length, columns } = engine.execute(query, 0n);
  expect(length).toBe(1);
  return columns.map(({ at, type }) =>
    type === "dynamic" ? jsonText(at(0)) : at(0) === null ? "null" : toText(at(0), type),
  );
}

const TABLE =
  "datatable(i:int, l:long, r:real, d:datetime, t:timespan, s:string, b:bool, y:dynamic, g:guid)" +
  "[1, 2, 3.5, datetime(2020-01-01), 1h, 'x', true, dynamic({'a':1}), " +
  "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)]";

/** Each is tried with every column in place of `#`; those that do not bind are left out. */
const CALLS = [
  "sum(#), avg(#), stdev(#), variance(#), covariance(#, l), stdevif(#, b), sumif(#, b)",
  "min(#), max(#), maxif(#, b), max(#) - min(#), iff(count() > 1, max(#), min(#))",
  "percentile(#, 50), percentiles(#, 5, 50.5), percentiles_array(#, 5, 50)",
  "percentilew(#, l, 50), percentilesw(#, l, 5, 50), percentilesw_array(#, l, 5, 50)",
  "x = percentiles(#, 5, 50), (a, z) = percentiles(#, 5, 50)",
  "make_list(#), make_set(#, 2), make_list_with_nulls(#), make_set_if(#, b, 3)",
  "take_any(#), take_any(#, i), any(#), any(#, i), anyif(#, b), take_anyif(#, b)",
  "any(*)",
  "take_any(*)",
  "dcount(#), dcountif(#, b, 2), count(), dcount(strcat(#, 'a'))",
  "count_distinct(#)",
  "count(#)",
  "binary_all_or(#)",
  "make_bag(#)",
  "arg_max(#, l)",
  "arg_max(l, #), a = arg_min(i, #), (c, f) = arg_max(i, #, r)",
  "argmax(#, i)",
  "take_any(strcat(#, 'a')), arg_max(i, strcat(#, 'a')), argmin(i, strcat(#, 'a'))",
  "any(tostring(#)), make_set(tostring(#)), count() by #",
];

test.each(CALLS)("the columns are those of Microsoft's binder: %s", (calls) => {
  let tried = 0;
  for (const column of ["i", "l", "r", "d", "t", "s", "b", "y", "g"]) {
    const query = `${TABLE} | summarize ${calls.replaceAll("#", column)}`;
    const { columns, diagnostics } = engine.bind(query);
    if (diagnostics.some(({ severity }) => severity === "error")) continue;
    tried += 1;
    const own = engine.execute(query, 0n).columns.map(({ name, type }) => ({ name, type }));
    expect(own, query).toEqual(columns);
  }
  expect(tried).toBeGreaterThan(0);
});

describe("a value that is missing or not a number", () => {
  test("NaN is both the greatest and the least", () => {
    const values = "datatable(v:real, w:long)[1.5, 1, real(nan), 2, 2.5, 3]";
    expect(row(`${values} | summarize max(v), min(v), arg_max(v, w), arg_min(v, w)`)).toEqual([
      ...["NaN", "NaN", "NaN", "2", "NaN", "2"],
    ]);
  });

  test("nulls count for nothing but in count()", () => {
    const values = "datatable(v:int)[int(null), 5, int(null)]";
    const call = "count(), sum(v), avg(v), max(v), make_list(v), make_list_with_nulls(v)";
    expect(row(`${values} | summarize ${call}`)).toEqual([
      ...["3", "5", "5.0", "5", "[5]", "[null,5,null]"],
    ]);
  });

  test("of no rows, a sum and a deviation are 0, an average NaN, an extreme null and a list empty", () => {
    const call = "sum(v), avg(v), min(v), take_any(v), stdev(v), make_set(v), dcount(v)";
    expect(row(`datatable(v:long)[] | summarize ${call}`)).toEqual([
      ...["0", "NaN", "null", "null", "0.0", "[]", "0"],
    ]);
  });
});

test.each([
  ["[1, 2, 3, 4]", "stdev(v), stdevp(v), variance(v), variancep(v)", "1.29 1.12 1.67 1.25"],
  ["[5]", "stdev(v), stdevp(v), variance(v), variancep(v)", "0 0 0 0"],
  ["[1, 2, 3, 4]", "covariance(v, v * 2), covariancep(v, v * 2)", "3.33 2.5"],
  ["[12, 10, 14]", "binary_all_and(v), binary_all_or(v), binary_all_xor(v)", "8 14 8"],
  ["[1, 2, 3, 4]", "percentile(v, 0), percentile(v, 50), percentile(v, 51)", "1 2 3"],
  ["[1, 2, 3, 4]", "percentilew(v, v, 30), percentilew(v, v, 31)", "2 3"],
  ["[1, 2, 3, 4]", "count(v > 2), countif(v > 1), count_distinct(v % 2)", "2 3 2"],
  ["[1, 2, 3, 4]", "percentile(v, 75) - percentile(v, 25)", "2"],
])("%s | summarize %s gives %s", (values, calls, expected) => {
  const cells = row(`datatable(v:long)${values} | summarize ${calls}`);
  expect(cells.map((cell) => String(Math.round(Number(cell) * 100) / 100)).join(" ")).toBe(
    expected,
  );
});

test("a set holds the items of arrays, a list the arrays", () => {
  const values = "datatable(v:dynamic)[dynamic([1, 2]), dynamic([2, 3]), dynamic(4)]";
  expect(row(`${values} | summarize make_set(v), make_list(v), make_set(v, 2)`)).toEqual([
    ...["[1,2,3,4]", "[[1,2],[2,3],4]", "[1,2]"],
  ]);
});

test("a rank that is no percentage is refused", () => {
  for (const call of ["percentile(v, 101)", "percentile(v, -1)"])
    expect(() => row(`datatable(v:long)[1] | summarize ${call}`), call).toThrow(
      /needs ranks from 0 to 100/,
    );
});
