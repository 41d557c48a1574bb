import { jsonText } from "./text.ts";
import type { Value } from "./types.ts";

/**
 * Compares two non-null values of one type: numbers by value, strings by code unit, anything else
 * by its JSON text. Returns a negative number, zero or a positive number.
 */
export function compareValues(left: Value, right: Value): number {
  const numeric = (v: Value) => typeof v === "number" || typeof v === "bigint";
  if (numeric(left) && numeric(right))
    return left === right
      ? 0
      : (left as number) < (right as number)
        ? -1
        : isEqualNumber(left, right)
          ? 0
          : 1;
  if (typeof left === "string" && typeof right === "string")
    return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  const [a, b] = [jsonText(left), jsonText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function isEqualNumber(left: Value, right: Value): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: only == compares a bigint with a number exactly
  return left == right;
}

/** A string that is equal for two values exactly when they are the same group or join key. */
export function valueKey(value: Value): string {
  if (value === null) return "n";
  if (typeof value === "string") return `s${value}`;
  if (typeof value === "number" || typeof value === "bigint") return `d${value}`;
  return `j${jsonText(value)}`;
}
