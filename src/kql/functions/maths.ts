import { asLong, asNumber, ofType, wrap64 } from "../evaluate/numbers.ts";
import { comparerOf } from "../values/compare.ts";
import { commonType, type ScalarType, type Value } from "../values/types.ts";
import { convert } from "./conversion.ts";
import { type FunctionTable, firstType, type ScalarFunction } from "./function.ts";

function real(compute: (value: number) => number | null): ScalarFunction {
  return {
    arity: [1, 1],
    type: "real",
    call: ([value = null]) => {
      const number = asNumber(value);
      return number === null ? null : compute(number);
    },
  };
}

/** A logarithm is null below zero, where sqrt() and pow() are NaN. */
function logarithm(compute: (value: number) => number): ScalarFunction {
  return real((value) => (value < 0 ? null : compute(value)));
}

const abs: ScalarFunction = {
  arity: [1, 1],
  type: ([type = "real"]) => (type === "int" ? "long" : type),
  call: ([value = null], { types }) => {
    if (types[0] === "real") return Math.abs(asNumber(value) ?? 0);
    const long = asLong(value) ?? 0n;
    return wrap64(long < 0n ? -long : long);
  },
};

const ceiling: ScalarFunction = {
  arity: [1, 1],
  type: firstType,
  call: ([value = null], { types }) =>
    types[0] === "real" ? Math.ceil(asNumber(value) ?? 0) : value,
};

/** A datetime is binned by a timespan; ints give a long, as in arithmetic. */
export function binType(types: readonly ScalarType[]): ScalarType {
  if (types[0] === "datetime") return "datetime";
  const type = commonType(types);
  return type === "int" ? "long" : type;
}

/**
 * `bin(value, size)`: rounds down to a multiple of size; times are counted from the year 1. It is
 * null if the size is not positive.
 */
const bin: ScalarFunction = {
  arity: [2, 2],
  type: binType,
  call: ([value = null, size = null], { types }) => {
    const type = binType(types);
    if (type === "real") return binReal(asNumber(value) ?? 0, asNumber(size) ?? 0);
    return binLong(asLong(value) ?? 0n, asLong(size) ?? 0n, type);
  },
};

function binReal(value: number, size: number): Value {
  return size > 0 ? Math.floor(value / size) * size : null;
}

function binLong(value: bigint, size: bigint, type: ScalarType): Value {
  if (size <= 0n) return null;
  const remainder = value % size;
  return ofType(value - (remainder < 0n ? remainder + size : remainder), type);
}

/** `min_of` and `max_of`: null loses against any other value, and NaN wins, as in `min` and `max`. */
function extreme(pick: (order: number) => boolean): ScalarFunction {
  return {
    arity: [1, 64],
    type: commonType,
    seesNull: true,
    call: (args, { types }) => {
      const type = commonType(types);
      const values = args.map((value, index) => convert(value, types[index] ?? type, type));
      if (values.some(Number.isNaN)) return Number.NaN;
      const compare = comparerOf(type);
      const better = (best: Value, value: Value) =>
        value !== null && (best === null || pick(compare(value, best))) ? value : best;
      return values.reduce(better, null);
    },
  };
}

/** `round(value [, digits])`: halves away from zero; negative digits round to tens and so on. */
const round: ScalarFunction = {
  arity: [1, 2],
  type: firstType,
  call: ([value = null, digits = null], { types: [type = "real"] }) => {
    const places = asNumber(digits) ?? 0;
    return type === "real"
      ? roundReal(asNumber(value) ?? 0, places)
      : ofType(roundLong(asLong(value) ?? 0n, places), type);
  },
};

function roundReal(value: number, places: number): number {
  const scale = 10 ** places;
  if (!Number.isFinite(scale) || !Number.isFinite(value * scale)) return value;
  return scale === 0 ? 0 : (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
}

/** A long has at most 19 digits. */
function roundLong(value: bigint, places: number): bigint {
  if (places >= 0) return value;
  if (places < -19) return 0n;
  const scale = 10n ** BigInt(-places);
  const half = value < 0n ? -scale / 2n : scale / 2n;
  return ((value + half) / scale) * scale;
}

/** As IEEE 754 has it; JavaScript's `1 ** NaN` and `(-1) ** Infinity` are NaN. */
function power(base: number, exponent: number): number {
  const isOne = base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY);
  return isOne ? 1 : base ** exponent;
}

export const MATHS: FunctionTable = {
  bin,
  floor: bin,
  abs,
  ceiling,
  round,
  sign: real((value) => (Number.isNaN(value) ? 0 : Math.sign(value))),
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  log: logarithm(Math.log),
  log2: logarithm(Math.log2),
  log10: logarithm(Math.log10),
  pow: {
    arity: [2, 2],
    type: "real",
    call: ([base = null, exponent = null]) => power(asNumber(base) ?? 0, asNumber(exponent) ?? 0),
  },
  min_of: extreme((order) => order < 0),
  max_of: extreme((order) => order > 0),
  isnan: { arity: [1, 1], type: "bool", call: ([value = null]) => Number.isNaN(value) },
  isinf: {
    arity: [1, 1],
    type: "bool",
    call: ([value = null]) =>
      value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY,
  },
};
