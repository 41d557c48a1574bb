import { expect, test } from "vitest";
import { compareValues } from "../../../src/kql/values/compare.ts";
import { foldCase, toLowerCase, toUpperCase } from "../../../src/kql/values/fold-case.ts";
import { parseGuid } from "../../../src/kql/values/guid.ts";
import { parseWhole } from "../../../src/kql/values/whole-number.ts";

test.each([
  ["RunDLL32", "rundll32", true],
  ["МИР", "мир", true],
  ["CAFÉ", "café", true],
  ["ΟΔΟΣ", "οδος", true],
  ["ΟΔΟΣ", "οδοσ", true],
  ["straße", "STRAßE", true],
  ["straße", "STRASSE", false],
  ["\u212a", "k", false],
  ["\u017f", "s", false],
  ["\u0130", "i", false],
  ["\u0131", "I", false],
  ["𐐀", "𐐨", true],
])("%s and %s differ only in case: %s", (left, right, same) => {
  expect(foldCase(left) === foldCase(right)).toBe(same);
});

test("case is changed character by character, so that no text grows", () => {
  expect(toLowerCase("\u0130ΟΔΟΣ\u212aA")).toBe("\u0130οδοσka");
  expect(toUpperCase("straße\u0131ŉ")).toBe("STRAßE\u0131ŉ");
  const all = Array.from({ length: 0x10000 - 0x80 }, (_, index) => index + 0x80)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCharCode(code));
  expect(all.filter((character) => foldCase(character).length !== 1)).toEqual([]);
});

test.each([
  ["CAFE", "Café", -1],
  ["a", "a", 0],
  ["a", "ab", -1],
  ["\u{1f600}", "\ufffd", 1],
  ["x\u{1f600}", "x\u{1f601}", -1],
  ["\u{1f600}a", "\u{1f600}", 1],
])("%s compares with %s as %d", (left, right, order) => {
  expect(Math.sign(compareValues(left, right))).toBe(order);
  expect(Math.sign(compareValues(right, left))).toBe(-order + 0);
});

test("numbers compare by value, NaN being the lowest, and long with real as reals", () => {
  const sorted = [2n, Number.NaN, -1, 1.5, Number.NEGATIVE_INFINITY, 0n].sort(compareValues);
  expect(sorted).toEqual([Number.NaN, Number.NEGATIVE_INFINITY, -1, 0n, 1.5, 2n]);
  expect(compareValues(Number.NaN, Number.NaN)).toBe(0);
  expect(compareValues(9007199254740993n, 9007199254740992)).toBe(0);
  expect(compareValues(9007199254740993n, 9007199254740992n)).toBe(1);
});

test.each([
  ["42", 32, 42n],
  [" -7 ", 32, -7n],
  ["\t+0\t", 64, 0n],
  ["007", 32, 7n],
  ["2147483648", 32, null],
  ["2147483648", 64, 2147483648n],
  ["9223372036854775808", 64, null],
  ["0x7FFFFFFF", 32, 2147483647n],
  ["0xFFFFFFFF", 32, -1n],
  ["0X1f", 64, 31n],
  ["0xFFFFFFFFFFFFFFFF", 64, -1n],
  ["0x1FFFFFFFF", 32, null],
  ["-0x10", 64, null],
  ["0x", 64, null],
  ["0b101", 64, null],
  ["5.9", 64, null],
  ["1e3", 64, null],
  ["", 64, null],
  ["9".repeat(1_000_000), 64, null],
] as const)("%s of %d bits is %s", (text, bits, value) => {
  expect(parseWhole(text, bits)).toBe(value);
});

test.each([
  ["0123456789abcdef0123456789ABCDEF", "01234567-89ab-cdef-0123-456789abcdef"],
  ["0123456789ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"],
  ["{74be27de-1e4e-49d9-b579-fe0b331d3642}", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
  ["74be27de-1e4e-49d9-b579-fe0b331d3642 and more", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
  ["74be27de-1e4e-49d9-b579-fe0b331d364", null],
  ["a string that is not a guid", null],
])("the guid of %s is %s", (text, guid) => {
  expect(parseGuid(text)).toBe(guid);
});
