import { valueKey } from "../values/compare.ts";
import { isList, type Value } from "../values/types.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

/** A function of the sizes of two sets and of what they have in common. */
function ofSets(
  type: "bool" | "dynamic",
  compute: (left: number, right: number, common: number) => Value,
): ScalarFunction {
  return {
    arity: [2, 2],
    type,
    call: ([left = null, right = null]) => {
      if (!isList(left) || !isList(right)) return null;
      const [a, b] = [new Set(left.map(valueKey)), new Set(right.map(valueKey))];
      return compute(a.size, b.size, [...a].filter((key) => b.has(key)).length);
    },
  };
}

export const SETS: FunctionTable = {
  /** The size of the intersection over that of the union; NaN for two empty sets. */
  jaccard_index: ofSets("dynamic", (left, right, common) => common / (left + right - common)),
  set_equals: ofSets("bool", (left, right, common) => left === right && left === common),
};
