import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareDecimals,
  computeDecimal,
  longOfDecimal,
  negateDecimal,
  parseDecimal,
} from "../../../src/kql/values/decimal.ts";
import { answer, testRefused, testTyped } from "../answer.ts";

test.each([
  ["1.50", "1.5"],
  ["-0.00", "0"],
  ["007", "7"],
  [" +1e3 ", "1000"],
  ["1.5e-3", "0.0015"],
  ["1e40", "1e40"],
  ["-1e-40", "-1e-40"],
  [".5", "0.5"],
  ["5.", "5"],
  ["1234567890123456789012345678901234.5", "1234567890123456789012345678901234"],
  ["1234567890123456789012345678901235.5", "1234567890123456789012345678901236"],
  ["9999999999999999999999999999999999.9", "1e34"],
  ["1e7000", null],
  ["1e99999", null],
  ["abc", null],
  ["1,5", null],
  ["", null],
  [".", null],
  ["9".repeat(20_000), null],
])("%s is the decimal %s", (text, decimal) => {
  expect(parseDecimal(text)).toBe(decimal);
});

test.each([
  ["0.1", "+", "0.2", "0.3"],
  ["1", "-", "1.0000000000000000000000000000000001", "-0.0000000000000000000000000000000001"],
  ["1.1", "*", "1.1", "1.21"],
  ["1", "/", "3", "0.3333333333333333333333333333333333"],
  ["2", "/", "3", "0.6666666666666666666666666666666667"],
  ["-2", "/", "3", "-0.6666666666666666666666666666666667"],
  ["1", "/", "8", "0.125"],
  ["1", "/", "0", null],
  ["-7", "%", "3", "2"],
  ["7.5", "%", "-2", "1.5"],
  ["7", "%", "0", null],
  ["1e6000", "*", "1e6000", null],
])("%s %s %s is %s", (left, op, right, result) => {
  expect(computeDecimal(op, left, right)).toBe(result);
});

test("decimals compare by value, and add up exactly", () => {
  const number = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [left, right] = [parseDecimal(`${a}e-3`), parseDecimal(`${b}e-3`)] as [string, string];
      expect(Math.sign(compareDecimals(left, right))).toBe(Math.sign(a - b));
      expect(computeDecimal("+", left, right)).toBe(parseDecimal(`${a + b}e-3`));
      expect(computeDecimal("-", left, negateDecimal(right))).toBe(parseDecimal(`${a + b}e-3`));
    }),
  );
});

test.each([
  ["-1.9", -1n],
  ["1e30", 2n ** 63n - 1n],
  ["-1e30", -(2n ** 63n)],
  ["1e-6000", 0n],
])("the whole part of %s is %d", (decimal, long) => {
  expect(longOfDecimal(decimal)).toBe(long);
});

describe("in a query", () => {
  testTyped([
    ["decimal(1.50)", "1.5:decimal"],
    ["decimal(-1.5)", "-1.5:decimal"],
    ["decimal(null)", "null:decimal"],
    ["decimal(1.5) + 1", "2.5:decimal"],
    ["decimal(1.5) * 2.5", "3.75:decimal"],
    ["-decimal(1.5)", "-1.5:decimal"],
    ["decimal(null) + 1", "null:decimal"],
    ["todecimal('3.14159265358979323846')", "3.14159265358979323846:decimal"],
    ["todecimal('abc')", "null:decimal"],
    ["todecimal(true)", "1:decimal"],
    ["todecimal(0.1)", "0.1:decimal"],
    ["todecimal(real(nan))", "null:decimal"],
    ["toint(decimal(-1.9))", "-1:int"],
    ["todouble(decimal(0.1))", "0.1:real"],
    ["tobool(decimal(0.0))", "False:bool"],
    ["tostring(decimal(1e5))", '"100000":string'],
    ["gettype(decimal(1))", '"decimal":string'],
    ["decimal(10) > decimal(9)", "True:bool"],
    ["decimal(1.5) == 1.50", "True:bool"],
    ["decimal(1.5) between (1 .. 2)", "True:bool"],
    ["decimal(1.5) in (decimal(1.50))", "True:bool"],
    ["max_of(decimal(10), 9)", "10:decimal"],
    ["iff(true, 1, decimal(2))", "1:decimal"],
    ["coalesce(decimal(null), 2)", "2:decimal"],
    ["pack_array(decimal(1.50))", '["1.5"]:dynamic'],
    ["parse_version('1.2.3.4')", "1000000020000000300000004:decimal"],
    ["parse_version('0.0.3')", "300000000:decimal"],
    ["parse_version('1.2.3.4.5')", "null:decimal"],
  ]);

  testRefused([
    ["print decimal(1.5) * 1h", "unsupported", "decimal * timespan"],
    ["print round(decimal(1.5))", "unsupported", "round() of a decimal"],
    ["print decimal(1) == dynamic(1)", "unsupported", "a dynamic value with a decimal"],
    ["print decimal(1) in (1)", "unsupported", "looking for a decimal"],
    ["range x from decimal(1) to 2 step 1", "unsupported", "a range of decimals"],
    ["datatable(d:decimal)[1] | summarize stdev(d)", "unsupported", "stdev() of a decimal"],
    ["datatable(d:decimal)[1] | summarize percentile(d, 5)", "unsupported", "percentile() of a"],
  ]);

  test("they are sorted, grouped and summarized by value", () => {
    const table = "datatable(d:decimal)[1.5, 10, 9, -1, 1.50]";
    expect(answer(`${table} | sort by d asc`)).toEqual([
      "d:decimal",
      "-1",
      "1.5",
      "1.5",
      "9",
      "10",
    ]);
    expect(answer(`${table} | summarize sum(d), avg(d), min(d), max(d), dcount(d)`)[1]).toBe(
      "21, 4.2, -1, 10, 4",
    );
    expect(answer(`${table} | summarize count() by d | sort by d desc | take 3`)).toEqual([
      "d:decimal, count_:long",
      "10, 1",
      "9, 1",
      "1.5, 2",
    ]);
  });
});
