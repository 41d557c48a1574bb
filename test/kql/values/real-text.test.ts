import fc from "fast-check";
import { expect, test } from "vitest";
import { parseReal } from "../../../src/kql/values/real.ts";
import { formatReal } from "../../../src/kql/values/real-text.ts";

test.each([
  [0, "0.0"],
  [-0, "-0.0"],
  [1, "1.0"],
  [-2.5, "-2.5"],
  [100_000_000_000, "100000000000.0"],
  [2 ** 53, "9007199254740992.0"],
  [1e20, "100000000000000000000.0"],
  [1e21, "1e21"],
  [1.5e300, "1.5e300"],
  [0.00001, "0.00001"],
  [1e-6, "0.000001"],
  [1e-7, "1e-7"],
  [1.5e-10, "1.5e-10"],
  [5e-324, "5e-324"],
  [Number.MAX_VALUE, "1.7976931348623157e308"],
  [2 ** -1022, "2.2250738585072014e-308"],
  [1 / 3, "0.3333333333333333"],
  [2 / 3, "0.6666666666666666"],
  [4.35, "4.35"],
  [1234.5678, "1234.5678"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("%d is written %s", (value, text) => {
  expect(formatReal(value)).toBe(text);
});

/** Not the digits that JavaScript writes: the greatest of the shortest ones, or one digit more. */
test.each([
  [0.1 + 0.2, "0.30000000000000007"],
  [3.3000000000000003, "3.3000000000000004"],
  [425.57226, "425.57226000000005"],
  [1e23, "9.999999999999999e22"],
])("%d is written with Kusto's digits", (value, text) => {
  expect(formatReal(value)).toBe(text);
});

test("what is written reads back as the same real", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(parseReal(formatReal(value))).toBe(value);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["5", 5],
  [" -5.5 ", -5.5],
  ["+.5", 0.5],
  ["1.", 1],
  ["1e3", 1000],
  ["-2.5E-2", -0.025],
  ["nan", Number.NaN],
  [" NaN ", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["+Infinity", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["INF", null],
  ["0b101", null],
  ["0x1F", null],
  ["1e", null],
  ["1 2", null],
  ["1,000", null],
  [".", null],
  ["", null],
])("the text %j reads as %j", (text, value) => {
  expect(parseReal(text)).toBe(value);
});
