import { KqlError, type Span, unsupported } from "../errors.ts";
import { convert } from "../functions/conversion.ts";
import { comparerOf } from "../values/compare.ts";
import { foldCase } from "../values/fold-case.ts";
import { toText } from "../values/text.ts";
import { commonType, isNumeric, type ScalarType, type Value } from "../values/types.ts";
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
  return Object.hasOwn(TESTS, op) || op === "=~" || op === "!~";
}

/**
 * Comparison of two cells. A null differs from what is not null; any other comparison with it is
 * null, as is that of two nulls.
 * @throws KqlError if the types cannot be compared
 */
export function comparison(op: string, left: Compiled, right: Compiled, at: Span): Compiled {
  if (op === "=~" || op === "!~") return foldedEquality(op, left, right);
  const test = TESTS[op] as (order: number) => boolean;
  const withNull = op === "==" ? false : op === "!=" || op === "<>" ? true : null;
  if (withNull === null || !isFlag(left.type, right.type))
    requireComparable(left.type, right.type, at);
  const [a, b] = [readerFor(left, right.type), readerFor(right, left.type)];
  const compare = comparerOf(commonType([left.type, right.type]));
  return derive("bool", [left, right], (row) => {
    const [x, y] = [a(row), b(row)];
    if (x === null || y === null) return x === y ? null : withNull;
    if (Number.isNaN(x) || Number.isNaN(y)) return withNull === true;
    return typeof x === typeof y || (isNumber(x) && isNumber(y)) ? test(compare(x, y)) : withNull;
  });
}

/** Whether a truth value is compared with a number: true is 1 and false is 0. */
function isFlag(left: ScalarType, right: ScalarType): boolean {
  return (left === "bool" && isPlainNumber(right)) || (right === "bool" && isPlainNumber(left));
}

function isPlainNumber(type: ScalarType): boolean {
  return isNumeric(type) && type !== "decimal";
}

function isNumber(value: Value): boolean {
  return typeof value === "number" || typeof value === "bigint";
}

/** @throws KqlError if Kusto does not compare values of the two types */
export function requireComparable(left: ScalarType, right: ScalarType, at: Span): void {
  if (left === "dynamic" && right === "dynamic")
    throw unsupported(
      "comparing two dynamic values, unless tostring() or the like converts one,",
      at,
    );
  const pair = new Set([left, right]);
  if (pair.has("dynamic") && pair.has("decimal"))
    throw unsupported("comparing a dynamic value with a decimal", at);
  if (left === "dynamic" || right === "dynamic" || left === right) return;
  if (isNumeric(left) && isNumeric(right)) return;
  if (pair.has("guid") && pair.has("string")) return;
  if (pair.has("bool") && (isNumeric(left) || isNumeric(right)))
    throw unsupported(`comparing values of the types ${left} and ${right}`, at);
  throw new KqlError(
    "semantic",
    `values of the types ${left} and ${right} cannot be compared; convert one of them`,
    at,
  );
}

/**
 * Reads one side of a comparison. A dynamic is read as the other side's type: anything as text, and
 * a text as a time or guid. A number compared with a decimal is read as one, and a truth value
 * compared with a number as a number.
 */
function readerFor(source: Compiled, other: ScalarType): (row: number) => Value {
  if (other === "decimal" && source.type !== "decimal")
    return (row) => convert(source.at(row), source.type, "decimal");
  if (source.type === "bool" && isPlainNumber(other))
    return (row) => convert(source.at(row), "bool", "long");
  if (source.type !== "dynamic") return source.at;
  return (row) => dynamicAs(source.at(row), other);
}

export function dynamicAs(value: Value, type: ScalarType): Value {
  if (value === null || type === "dynamic") return value;
  if (type === "string") return toText(value, "dynamic");
  const isText = type === "datetime" || type === "timespan" || type === "guid";
  return isText && typeof value === "string" ? convert(value, "string", type) : value;
}

function foldedEquality(op: string, left: Compiled, right: Compiled): Compiled {
  const [a, b] = [textReader(left), textReader(right)];
  const wanted = op === "=~";
  if (right.constant) {
    const folded = foldCase(b(0));
    return derive("bool", [left], (row) => (foldCase(a(row)) === folded) === wanted);
  }
  return derive("bool", [left, right], (row) => (foldCase(a(row)) === foldCase(b(row))) === wanted);
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
