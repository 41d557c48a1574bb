import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeQuery } from "../../src/kql/describe-query.ts";
import { createEngine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { FUNCTIONS } from "../../src/kql/functions/index.ts";
import { toText } from "../../src/kql/values/text.ts";

const engine = createEngine({ tables: [], functions: [] });

function answer(query: string): string {
  const { columns } = engine.execute(query, 0n);
  return columns.map(({ at, type }) => toText(at(0), type)).join(", ");
}

describe("arguments out of range", () => {
  test.each([
    ['strrep("ab", 3, "-")', "ab-ab-ab"],
    ['strlen(strrep("a", 1024))', "1024"],
    ['datetime_add("day", 9999999999, datetime(2020-01-01))', ""],
    ['datetime_add("year", -9999, datetime(2020-01-01))', ""],
    ["round(1.5, 999)", "1.5"],
    ["round(123.4, -999)", "0.0"],
    ["unixtime_seconds_todatetime(99999999999999)", ""],
    ["endofday(datetime(9999-12-31), 9)", ""],
    ["startofmonth(datetime(0001-01-01), -9)", ""],
  ])("%s is %j", (expression, expected) => {
    expect(answer(`print ${expression}`)).toBe(expected);
  });
});

test.each([-1, 0, 1025, 100_000_000])("strrep() of %i is refused where it is called", (times) => {
  expect(() => answer(`print strrep("a", ${times})`)).toThrow(
    "strrep() takes a count from 1 to 1024",
  );
});

const argument = fc.constantFrom(
  '""',
  '"a"',
  '"day"',
  '"("',
  '"[[{"',
  '"\\\\"',
  '"1.2.3.4/99"',
  "strrep('ab', 300)",
  "0",
  "1",
  "-1",
  "int(null)",
  "9223372036854775807",
  "-9223372036854775807",
  "1e308",
  "-1e308",
  "real(nan)",
  "real(null)",
  "true",
  "bool(null)",
  "1d",
  "-99999999d",
  "timespan(null)",
  "datetime(0001-01-01)",
  "datetime(9999-12-31)",
  "datetime(null)",
  "dynamic(null)",
  "dynamic([])",
  'dynamic([1, "a", null, {"b": []}])',
  'dynamic({"a": {"b": 1}})',
  "typeof(string)",
);

const calls = fc
  .constantFrom(...FUNCTIONS)
  .chain(([name, { arity }]) =>
    fc
      .array(argument, { minLength: arity[0], maxLength: Math.min(arity[1], 5) })
      .map((args) => `${name}(${args.join(", ")})`),
  );

test("whatever a function is given, it gives a value or an error of the query, and not much text", () => {
  fc.assert(
    fc.property(calls, (call) => {
      try {
        // Kusto's range() ends after 1,048,576 items, which may be times.
        const most = call.startsWith("range(") ? 40_000_000 : 1_000_000;
        expect(answer(`print ${call}`).length).toBeLessThan(most);
      } catch (error) {
        if (!(error instanceof KqlError)) throw error;
      }
    }),
    { numRuns: process.env["SOAK"] ? 50_000 : 2_000 },
  );
});

test.each([
  ["and", Array(8_000).fill("true").join(" and ")],
  ["brackets", `${"(".repeat(3_000)}1${")".repeat(3_000)}`],
  ["calls", `${"not(".repeat(3_000)}true${")".repeat(3_000)}`],
])("a query of too many nested %s is refused in a line", (_, text) => {
  expect(() => answer(`print ${text}`)).toThrow(KqlError);
});

test("so is a rule's query, when it is read", () => {
  expect(() => describeQuery(`print ${Array(8_000).fill("true").join(" and ")}`)).toThrow(KqlError);
});
