import { asLong, asNumber, ofType, wrap64 } from "../evaluate/numbers.ts";
import { compareValues } from "../values/compare.ts";
import type { ScalarType, Value } from "../values/types.ts";
import { type FunctionTable, firstType, type ScalarFunction } from "./function.ts";

function real(compute: (value: number) => number): ScalarFunction {
  return {
    arity: [1, 1],
    type: "real",
    call: ([value = null]) => {
      const number = asNumber(value);
      const result = number === null ? Number.NaN : compute(number);
      return Number.isNaN(result) && number !== null && !Number.isNaN(number) ? null : result;
    },
  };
}

function sameType(
  compute: (value: number) => number,
  ofLong: (value: bigint) => bigint,
): ScalarFunction {
  return {
    arity: [1, 1],
    type: firstType,
    call: ([value = null], { types }) => {
      if (typeof value === "bigint") return wrap64(ofLong(value));
      const number = asNumber(value);
      return number === null ? null : ofType(compute(number), types[0] ?? "real");
    },
  };
}

/** `bin(value, size)`: rounds down to a multiple of size; times are counted from the year 1. */
const bin: ScalarFunction = {
  arity: [2, 2],
  type: ([type = "real", size = "real"]) =>
    size === "real" && (type === "int" || type === "long") ? "real" : type,
  call: ([value = null, size = null], { types }) => {
    const isTime = types[0] === "datetime" || types[0] === "timespan";
    if (typeof value === "bigint" && (isTime || types[1] !== "real"))
      return binLong(value, asLong(size));
    if (types[0] === "int" && types[1] !== "real") return binInt(value, size);
    const [number, width] = [asNumber(value), asNumber(size)];
    return number === null || !width ? null : Math.floor(number / width) * width;
  },
};

function binLong(value: bigint, size: bigint | null): Value {
  if (size === null || size === 0n) return null;
  const remainder = value % size;
  const above = remainder < 0n ? remainder + (size < 0n ? -size : size) : remainder;
  return wrap64(value - above);
}

function binInt(value: Value, size: Value): Value {
  const binned = binLong(asLong(value) ?? 0n, asLong(size));
  return binned === null ? null : Number(binned);
}

function extreme(pick: (order: number) => boolean): ScalarFunction {
  return {
    arity: [1, 64],
    type: widest,
    seesNull: true,
    call: (args, { types }) => {
      const better = (best: Value, value: Value) =>
        value !== null && (best === null || pick(compareValues(value, best))) ? value : best;
      const found = args.reduce(better, null);
      return widest(types) === "real" ? asNumber(found) : found;
    },
  };
}

function widest(types: readonly ScalarType[]): ScalarType {
  if (types.includes("real")) return "real";
  return types.includes("long") ? "long" : firstType(types);
}

const round: ScalarFunction = {
  arity: [1, 2],
  type: "real",
  call: ([value = null, digits = null]) => {
    const [number, places] = [asNumber(value), asNumber(digits) ?? 0];
    if (number === null) return null;
    const scale = 10 ** places;
    if (!Number.isFinite(scale) || !Number.isFinite(number * scale)) return number;
    if (scale === 0) return 0;
    return (Math.sign(number) * Math.round(Math.abs(number) * scale)) / scale;
  },
};

export const MATHS: FunctionTable = {
  bin,
  floor: bin,
  abs: sameType(Math.abs, (value) => (value < 0n ? -value : value)),
  ceiling: sameType(Math.ceil, (value) => value),
  sign: sameType(Math.sign, (value) => (value < 0n ? -1n : value > 0n ? 1n : 0n)),
  round,
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  log: real((value) => (value < 0 ? Number.NaN : Math.log(value))),
  log2: real((value) => (value < 0 ? Number.NaN : Math.log2(value))),
  log10: real((value) => (value < 0 ? Number.NaN : Math.log10(value))),
  pow: {
    arity: [2, 2],
    type: "real",
    call: ([base = null, exponent = null]) => (asNumber(base) ?? 0) ** (asNumber(exponent) ?? 0),
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
