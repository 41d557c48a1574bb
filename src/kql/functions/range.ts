import { KqlError } from "../errors.ts";
import { asLong } from "../evaluate/numbers.ts";
import { LIMITS } from "../limits.ts";
import { toDynamic } from "../values/text.ts";
import type { ScalarType, Value } from "../values/types.ts";
import { numericOrNull } from "./arguments.ts";
import type { FunctionTable } from "./function.ts";

const HOUR = 36_000_000_000n;

/** Counts in whole numbers; Kusto, too, drops what exceeds its largest array. */
function wholeRange(start: bigint, stop: bigint, step: bigint): bigint[] {
  const found: bigint[] = [];
  for (let value = start; step > 0n ? value <= stop : value >= stop; value += step) {
    if (found.length === LIMITS.items) break;
    found.push(value);
  }
  return found;
}

function realRange(start: number, stop: number, step: number): number[] {
  const count = Math.floor((stop - start) / step) + 1;
  const length = Math.min(Math.max(count, 0), LIMITS.items);
  return Array.from({ length }, (_, index) => start + index * step);
}

function rangeOf(start: Value, stop: Value, step: Value, types: readonly ScalarType[]): Value {
  const type = types[0] ?? "dynamic";
  const areWhole = [start, stop, step].every(
    (value) => typeof value === "bigint" || Number.isInteger(value),
  );
  if (areWhole && !types.includes("real") && !types.includes("dynamic")) {
    const [from, to, by] = [asLong(start), asLong(stop), asLong(step)];
    if (from === null || to === null || !by) return null;
    return wholeRange(from, to, by).map((value) => toDynamic(value, type));
  }
  const [from, to, by] = [numericOrNull(start), numericOrNull(stop), numericOrNull(step)];
  if (from === null || to === null || !by || ![from, to, by].every(Number.isFinite)) return null;
  return realRange(from, to, by);
}

export const RANGE: FunctionTable = {
  /** `range(start, stop [, step])`: the step is 1, or an hour for times. */
  range: {
    arity: [2, 3],
    type: "dynamic",
    call: ([start = null, stop = null, step], { types, at }) => {
      const isTime = types[0] === "datetime" || types[0] === "timespan";
      if (isTime && types[2] !== undefined && types[2] !== "timespan")
        throw new KqlError("semantic", "a range of times takes a timespan as its step", at);
      return rangeOf(start, stop, step ?? (isTime ? HOUR : 1n), types);
    },
  },
};
