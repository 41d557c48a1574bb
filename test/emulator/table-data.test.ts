import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExact } from "../../src/emulator/data/exact-json.ts";
import { type Record_, tableFrom, tableFromParts } from "../../src/emulator/table-data.ts";
import { partOf } from "../../src/emulator/table-part.ts";
import { createEngine } from "../../src/kql/engine.ts";
import { toText } from "../../src/kql/values/text.ts";

function engineOf(name: string, ...values: string[]) {
  const records = values.map(
    (value, n) => parseExact(`{"TimeGenerated":"2026-11-10T10:00:0${n}Z","v":${value}}`) as Record_,
  );
  return createEngine({ tables: [tableFrom(name, records)], functions: [] });
}

function cells(engine: ReturnType<typeof engineOf>, query: string): string[] {
  const { columns, length } = engine.execute(query, 0n);
  return Array.from({ length }, (_, row) =>
    columns.map(({ at, type }) => toText(at(row), type)).join(" "),
  );
}

describe("the type of a column that is not declared", () => {
  test.each([
    ["int and int", ["1", "2"], "long", ["1", "2"]],
    ["int and real", ["1", "1.5", "2.5"], "real", ["1.0", "1.5", "2.5"]],
    ["real and int", ["1.5", "1"], "real", ["1.5", "1.0"]],
    ["int and a whole real", ["1", "2.0"], "real", ["1.0", "2.0"]],
    ["whole reals", ["2.0", "1e3"], "real", ["2.0", "1000.0"]],
    ["int and long", ["1", "9007199254740993"], "long", ["1", "9007199254740993"]],
    ["long and real", ["9007199254740992", "0.5"], "real", ["9007199254740992.0", "0.5"]],
    ["beyond 64 bits", ["18446744073709551615", "1"], "real", undefined],
    ["bool and null", ["true", "null", "false"], "bool", ["True", "", "False"]],
    ["null and int", ["null", "1"], "long", ["", "1"]],
    ["string and int", ['"a"', "1"], "string", ["a", "1"]],
    ["int and string", ["1", '"2"'], "string", ["1", "2"]],
    ["long and string", ["9007199254740993", '"a"'], "string", ["9007199254740993", "a"]],
    ["bool and string", ["true", '"x"'], "string", ["true", "x"]],
    ["bool and int", ["true", "5"], "string", ["true", "5"]],
    ["bag and string", ['{"a":1}', '"x"'], "dynamic", ['{"a":1}', "x"]],
    ["bag and its text", ['{"a":1}', '"{\\"a\\":2}"'], "dynamic", ['{"a":1}', '{"a":2}']],
    ["list and int", ["[1]", "2"], "dynamic", ["[1]", "2"]],
    ["a time's text", ['"2026-11-10T10:00:00Z"'], "string", ["2026-11-10T10:00:00Z"]],
  ])("%s", (_, values, type, wanted) => {
    const engine = engineOf("Perf", ...values);
    expect(
      cells(engine, "Perf | getschema | where ColumnName == 'v' | project ColumnType"),
    ).toEqual([type]);
    if (wanted) expect(cells(engine, "Perf | project v")).toEqual(wanted);
  });

  test("int and real can be summed and sorted", () => {
    const engine = engineOf("Perf_CL", "1", "1.5", "2.5");
    expect(cells(engine, "Perf_CL | summarize sum(v)")).toEqual(["5.0"]);
    expect(cells(engine, "Perf_CL | order by v desc | project v")).toEqual(["2.5", "1.5", "1.0"]);
  });

  test("longs beyond 2^53 stay apart and exact", () => {
    const engine = engineOf("Perf", "9007199254740992", "9007199254740993", "-9223372036854775808");
    expect(cells(engine, "Perf | summarize dcount(v)")).toEqual(["3"]);
    expect(
      cells(engine, "Perf | where v == 9007199254740993 | project tostring(v), v + 1"),
    ).toEqual(["9007199254740993 9007199254740994"]);
  });
});

test("a real in a dynamic stays one, however it is written", () => {
  const engine = engineOf("Perf", '{"a":2.0,"b":[1e3],"c":2}');
  const types = "gettype(v.a), gettype(v.b[0]), gettype(v.c), tostring(v.a)";
  expect(cells(engine, `Perf | project ${types}`)).toEqual(["double double long 2.0"]);
});

describe("columns of custom tables name their type", () => {
  const types = (name: string, records: readonly Record_[]) =>
    Object.fromEntries(tableFrom(name, records).columns.map((one) => [one.name, one.type]));

  test("in a table that ends in _CL", () => {
    const record = {
      TimeGenerated: "2026-11-10",
      n_d: 1,
      text_s: 5,
      when_t: "2026-11-10T10:00:00Z",
      note_t: "soon",
      bag_s: {},
      odd_d: "x",
      b_b: true,
    };
    expect(types("My_CL", [record])).toEqual({
      TimeGenerated: "datetime",
      n_d: "real",
      text_s: "string",
      when_t: "datetime",
      note_t: "string",
      bag_s: "dynamic",
      odd_d: "string",
      b_b: "bool",
    });
    expect(types("Perf", [record])).toMatchObject({ n_d: "long", when_t: "string" });
  });
});

test("no name that a row gives a column keeps the others from being asked", () => {
  const part = fc.constantFrom(
    "'",
    '"',
    "\\",
    "[",
    "]",
    "\n",
    "\r",
    "\t",
    "\u2028",
    "\0",
    "`",
    ")",
    ",",
    ":",
    "a",
    " ",
    "ü",
    "*",
    "{",
    "//",
  );
  const name = fc.string({
    unit: fc.oneof(part, fc.string({ minLength: 1, maxLength: 1 })),
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 4 }), (names) => {
      const record = Object.fromEntries([
        ...names.map((one) => [one, "odd"]),
        ["TimeGenerated", "2026-11-10"],
        ["Known", "yes"],
      ]);
      const engine = createEngine({ tables: [tableFrom("T", [record])], functions: [] });
      expect(cells(engine, "T | where Known == 'yes' | project Known")).toEqual(["yes"]);
      expect(cells(engine, "T | getschema | count")).toEqual([String(Object.keys(record).length)]);
    }),
    { numRuns: 20 },
  );
});

test("rows of several parts are one table, in order of time, with the types that hold all", () => {
  const table = tableFromParts("T", [
    partOf([
      { TimeGenerated: "2026-11-12", v: 1 },
      { TimeGenerated: "2026-11-10", v: 2 },
    ]),
    partOf(
      [{ TimeGenerated: "2026-11-11", v: "3.5", w: "2026-11-10" }],
      new Map([
        ["v", "real"],
        ["w", "datetime"],
        ["x", "long"],
      ]),
    ),
  ]);
  const rows = table.rows(undefined);
  expect(rows.columns.map(({ name, type }) => `${name}:${type}`)).toEqual([
    "TimeGenerated:datetime",
    "v:real",
    "w:datetime",
    "x:long",
  ]);
  expect(Array.from({ length: 3 }, (_, row) => rows.columns[1]!.at(row))).toEqual([2, 3.5, 1]);
});
