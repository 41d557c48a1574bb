import { compareDecimals } from "./decimal.ts";
import { jsonText } from "./text.ts";
import type { ScalarType, Value } from "./types.ts";

/**
 * Compares two non-null values of one type: numbers by value, NaN being the lowest; strings by code
 * point; anything else by its JSON text. Returns a negative number, zero or a positive number.
 */
export function compareValues(left: Value, right: Value): number {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  return compareTexts(jsonText(left), jsonText(right));
}

/** How values of a type are compared. */
export function comparerOf(type: ScalarType): (left: Value, right: Value) => number {
  return type === "decimal"
    ? (left, right) => compareDecimals(String(left), String(right))
    : compareValues;
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** A long and a real are compared as reals, as Kusto does, so beyond 2^53 not exactly. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (typeof left !== typeof right) return compareNumbers(Number(left), Number(right));
  if (left < right) return -1;
  if (left > right) return 1;
  return left === right ? 0 : Number(Number.isNaN(right)) - Number(Number.isNaN(left));
}

const SURROGATE = /[\ud800-\udfff]/;

/** JavaScript compares code units, by which a surrogate pair precedes U+E000 and beyond. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (SURROGATE.test(left) || SURROGATE.test(right)) {
    let at = 0;
    while (at < left.length && left[at] === right[at]) at++;
    return byCodePoint(left.charCodeAt(at)) - byCodePoint(right.charCodeAt(at));
  }
  return left < right ? -1 : 1;
}

/** A number by which code units are in the order of the code points they are part of. */
function byCodePoint(unit: number): number {
  if (Number.isNaN(unit)) return -1;
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A string that is equal for two values exactly when they are the same group or join key. */
export function valueKey(value: Value): string {
  if (value === null) return "n";
  if (typeof value === "string") return `s${value}`;
  if (typeof value === "number" || typeof value === "bigint") return `d${value}`;
  return `j${jsonText(value)}`;
}
