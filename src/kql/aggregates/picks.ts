import { comparerOf } from "../values/compare.ts";
import { missing, type Value } from "../values/types.ts";
import { type AggregateFunction, type AggregateTable, firstType, onlyWhere } from "./aggregate.ts";

/** Whether a value replaces the best so far, if 1 looks for the greatest and -1 for the least. */
export function isBetter(
  value: Value,
  best: Value,
  sign: 1 | -1,
  compare: (left: Value, right: Value) => number,
): boolean {
  if (value === null) return false;
  if (best === null) return true;
  // NaN is both the greatest and the least.
  if (Number.isNaN(best)) return false;
  return Number.isNaN(value) || compare(value, best) * sign > 0;
}

function extreme(sign: 1 | -1): AggregateFunction {
  return {
    arity: [1, 1],
    type: firstType,
    over: ([source]) => {
      const absent = missing(source?.type ?? "dynamic");
      const compare = comparerOf(source?.type ?? "dynamic");
      return (rows) => {
        let best: Value = null;
        for (const row of rows) {
          const cell = source?.at(row) ?? null;
          if (isBetter(cell, best, sign, compare)) best = cell;
        }
        return best ?? absent;
      };
    },
  };
}

const min = extreme(-1);
const max = extreme(1);

export const PICKS: AggregateTable = {
  min,
  minif: onlyWhere(min, "minif"),
  max,
  maxif: onlyWhere(max, "maxif"),
};
