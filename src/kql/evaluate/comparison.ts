import { compareValues } from "../values/compare.ts";
import { toText } from "../values/text.ts";
import type { Value } from "../values/types.ts";
import { type Compiled, constant, derive } from "./compiled.ts";
import { textReader } from "./string-match.ts";

const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

export function isComparison(op: string): boolean {
  return op in TESTS || op === "=~" || op === "!~";
}

/** Comparison of two cells. If one of them is null, only `!=` holds. */
export function comparison(op: string, left: Compiled, right: Compiled): Compiled {
  if (op === "=~" || op === "!~") return foldedEquality(op, left, right);
  const test = TESTS[op] as (order: number) => boolean;
  const withNull = op === "!=" || op === "<>";
  const read = commonReader(left, right);
  return derive("bool", [left, right], (row) => {
    const [a, b] = read(row);
    if (a === null || b === null) return withNull && !(a === null && b === null);
    if (Number.isNaN(a) || Number.isNaN(b)) return withNull;
    return test(compareValues(a, b));
  });
}

/** A dynamic compared with a string is compared as text. */
function commonReader(left: Compiled, right: Compiled): (row: number) => [Value, Value] {
  const asText =
    (left.type === "dynamic" && right.type === "string") ||
    (left.type === "string" && right.type === "dynamic");
  if (!asText) return (row) => [left.at(row), right.at(row)];
  const text = (source: Compiled, row: number) => {
    const value = source.at(row);
    return value === null ? null : toText(value, source.type);
  };
  return (row) => [text(left, row), text(right, row)];
}

function foldedEquality(op: string, left: Compiled, right: Compiled): Compiled {
  const [a, b] = [textReader(left), textReader(right)];
  if (right.constant) {
    const wanted = b(0).toLowerCase();
    return derive("bool", [left], (row) => (a(row).toLowerCase() === wanted) === (op === "=~"));
  }
  return derive(
    "bool",
    [left, right],
    (row) => (a(row).toLowerCase() === b(row).toLowerCase()) === (op === "=~"),
  );
}

/** `and` and `or` in three-valued logic; the right side is read only if it can matter. */
export function logical(op: string, left: Compiled, right: () => Compiled): Compiled {
  const decisive = op === "or";
  if (left.constant && left.at(0) === decisive) return constant("bool", decisive);
  const other = right();
  if (other.constant && other.at(0) === decisive) return constant("bool", decisive);
  if (left.constant && left.at(0) === !decisive) return other;
  if (other.constant && other.at(0) === !decisive) return left;
  return derive("bool", [left, other], (row) => {
    const a = left.at(row);
    if (a === decisive) return decisive;
    const b = other.at(row);
    if (b === decisive) return decisive;
    return a === null || b === null ? null : !decisive;
  });
}
