import { asLong } from "../evaluate/numbers.ts";
import { limit } from "../limits.ts";
import { toDynamic } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import { numericOrNull, wholeAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

type List = readonly Value[];

function ofList(
  arity: ScalarFunction["arity"],
  compute: (list: List, args: readonly Value[], site: CallSite) => Value,
): ScalarFunction {
  return {
    arity,
    type: "dynamic",
    call: (args, site) => {
      const [list = null] = args;
      return isList(list) ? compute(list, args, site) : null;
    },
  };
}

function rotateLeft(list: List, by: bigint): Value[] {
  const length = BigInt(list.length);
  const start = length === 0n ? 0 : Number(((by % length) + length) % length);
  return [...list.slice(start), ...list.slice(0, start)];
}

/** Items that are shifted out are lost; the places become `filler`. */
function shiftLeft(list: List, by: number, filler: Value): Value[] {
  const count = Math.min(Math.abs(by), list.length);
  const fillers = Array<Value>(count).fill(filler);
  return by < 0
    ? [...fillers, ...list.slice(0, list.length - count)]
    : [...list.slice(count), ...fillers];
}

function shiftFunction(direction: 1 | -1): ScalarFunction {
  return ofList([2, 3], (list, args, { types }) => {
    const areTexts = list.length > 0 && list.every((item) => typeof item === "string");
    const given = args.length > 2;
    const filler = given ? toDynamic(args[2] ?? null, types[2] ?? "dynamic") : areTexts ? "" : null;
    return shiftLeft(list, direction * wholeAt(args, 1, 0), filler);
  });
}

/** `array_split(array, index or indices)`; a negative index counts from the end. */
function splitAt(list: List, args: readonly Value[], { at }: CallSite): Value {
  const [, indices = null] = args;
  const cuts: number[] = [];
  for (const index of isList(indices) ? indices : [indices]) {
    const cut = asLong(index);
    if (cut === null || typeof index === "boolean") return null;
    cuts.push(Math.min(Math.max(Number(cut) + (cut < 0n ? list.length : 0), 0), list.length));
  }
  const starts = [0, ...cuts];
  const ends = [...cuts, list.length];
  const lengths = starts.map((start, index) => Math.max((ends[index] ?? 0) - start, 0));
  limit(
    "items",
    lengths.reduce((sum, length) => sum + length, starts.length),
    at,
  );
  return starts.map((start, index) => list.slice(start, ends[index]));
}

/** `zip(array, ...)`: null where an array is shorter than the longest. */
const zip: ScalarFunction = {
  arity: [2, 64],
  type: "dynamic",
  call: (args, { at }) => {
    if (!args.every(isList)) return null;
    const length = Math.max(...args.map((list) => list.length));
    limit("items", length * args.length, at);
    return Array.from({ length }, (_, index) => args.map((list) => list[index] ?? null));
  },
};

/** `array_iff(conditions, when_true, when_false)`: either may be an array or a single value. */
const arrayIff: ScalarFunction = {
  arity: [3, 3],
  type: "dynamic",
  seesNull: true,
  call: ([conditions = null, ...choices], { types }) => {
    if (!isList(conditions)) return null;
    const [whenTrue, whenFalse] = choices.map((choice, index) =>
      toDynamic(choice, types[index + 1] ?? "dynamic"),
    );
    return conditions.map((condition, index) => {
      const isMet = typeof condition === "boolean" ? Number(condition) : numericOrNull(condition);
      if (isMet === null) return null;
      const chosen = (isMet === 0 ? whenFalse : whenTrue) ?? null;
      return isList(chosen) ? (chosen[index] ?? null) : chosen;
    });
  },
};

/** The sum of the numbers; null if an item is neither a number nor null. */
export function sumOf(list: List): number | null {
  let sum = 0;
  for (const item of list) {
    const number = item === null ? 0 : numericOrNull(item);
    if (number === null) return null;
    sum += number;
  }
  return sum;
}

const repeat: ScalarFunction = {
  arity: [2, 2],
  type: "dynamic",
  seesNull: true,
  call: ([value = null, count = null], { types, at }) => {
    const times = Number(asLong(count) ?? -1n);
    if (times < 0) return null;
    limit("items", times, at);
    return Array<Value>(times).fill(toDynamic(value, types[0] ?? "dynamic"));
  },
};

export const ARRAY_SHAPE: FunctionTable = {
  array_rotate_left: ofList([2, 2], (list, args) =>
    rotateLeft(list, asLong(args[1] ?? null) ?? 0n),
  ),
  array_rotate_right: ofList([2, 2], (list, args) =>
    rotateLeft(list, -(asLong(args[1] ?? null) ?? 0n)),
  ),
  array_shift_left: shiftFunction(1),
  array_shift_right: shiftFunction(-1),
  array_split: ofList([2, 2], splitAt),
  array_iff: arrayIff,
  array_sum: { ...ofList([1, 1], sumOf), type: "real" },
  repeat,
  zip,
};
