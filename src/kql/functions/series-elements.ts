import { wrap64 } from "../evaluate/numbers.ts";
import { isList, type Value } from "../values/types.ts";
import { numericOrNull } from "./arguments.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

/** Whether all numbers of a series, or the one number, are longs. */
function isWhole(series: Value): boolean {
  return (isList(series) ? series : [series]).every((item) => typeof item !== "number");
}

/**
 * A function of each number of a series; null for an item that is not a number. A series of longs
 * stays one if the function is defined for longs.
 */
function ofEach(
  compute: (value: number) => number,
  ofLong?: (value: bigint) => bigint,
): ScalarFunction {
  return {
    arity: [1, 1],
    type: "dynamic",
    call: ([series = null]) => {
      if (!isList(series)) return null;
      const whole = isWhole(series) ? ofLong : undefined;
      return series.map((item) => {
        if (whole && typeof item === "bigint") return wrap64(whole(item));
        const number = numericOrNull(item);
        return number === null ? null : compute(number);
      });
    },
  };
}

/**
 * A function of each two numbers at the same place of two series, or of a series and one number;
 * null where one of them is missing or not a number.
 */
function ofPairs(
  compute: (left: number, right: number) => Value,
  ofLongs?: (left: bigint, right: bigint) => bigint,
): ScalarFunction {
  return {
    arity: [2, 2],
    type: "dynamic",
    call: ([left = null, right = null]) => {
      const lengths = [left, right].filter(isList).map((list) => list.length);
      if (lengths.length === 0) return null;
      const whole = isWhole(left) && isWhole(right) ? ofLongs : undefined;
      return Array.from({ length: Math.max(...lengths) }, (_, index) => {
        const [a, b] = [itemAt(left, index), itemAt(right, index)];
        if (whole && typeof a === "bigint" && typeof b === "bigint") return wrap64(whole(a, b));
        const [x, y] = [numericOrNull(a), numericOrNull(b)];
        return x === null || y === null ? null : compute(x, y);
      });
    },
  };
}

function itemAt(series: Value, index: number): Value {
  return isList(series) ? (series[index] ?? null) : series;
}

const signOf = (value: bigint) => (value > 0n ? 1n : value < 0n ? -1n : 0n);

export const SERIES_ELEMENTS: FunctionTable = {
  series_abs: ofEach(Math.abs, (value) => (value < 0n ? -value : value)),
  series_sign: ofEach(Math.sign, signOf),
  series_floor: ofEach(Math.floor, (value) => value),
  series_ceiling: ofEach(Math.ceil, (value) => value),
  series_exp: ofEach(Math.exp),
  series_log: ofEach(Math.log),
  series_sin: ofEach(Math.sin),
  series_cos: ofEach(Math.cos),
  series_tan: ofEach(Math.tan),
  series_asin: ofEach(Math.asin),
  series_acos: ofEach(Math.acos),
  series_atan: ofEach(Math.atan),
  series_add: ofPairs(
    (left, right) => left + right,
    (left, right) => left + right,
  ),
  series_subtract: ofPairs(
    (left, right) => left - right,
    (left, right) => left - right,
  ),
  series_multiply: ofPairs(
    (left, right) => left * right,
    (left, right) => left * right,
  ),
  series_divide: ofPairs((left, right) => left / right),
  series_pow: ofPairs((left, right) => left ** right),
  series_equals: ofPairs((left, right) => left === right),
  series_not_equals: ofPairs((left, right) => left !== right),
  series_less: ofPairs((left, right) => left < right),
  series_less_equals: ofPairs((left, right) => left <= right),
  series_greater: ofPairs((left, right) => left > right),
  series_greater_equals: ofPairs((left, right) => left >= right),
};
