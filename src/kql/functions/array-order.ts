import { compareValues } from "../values/compare.ts";
import { parseTimespan } from "../values/timespan.ts";
import { isList, type Value } from "../values/types.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

type List = readonly Value[];

/** A timespan in an array is text; `10.00:00:00` comes after `2.00:00:00`. */
const TIMESPAN = /^-?(\d+\.)?\d\d:\d\d:\d\d(\.\d{7})?$/;

/** Kusto sorts an array of several types by type first: numbers, strings, then all others. */
function typeRank(value: Value): number {
  if (typeof value === "number" || typeof value === "bigint") return 0;
  return typeof value === "string" ? 1 : 2;
}

function compareItems(left: Value, right: Value, direction: number): number {
  const rank = typeRank(left) - typeRank(right);
  if (rank !== 0 || typeRank(left) === 2) return rank;
  const [isLeftNaN, isRightNaN] = [Number.isNaN(left), Number.isNaN(right)];
  if (isLeftNaN || isRightNaN) return direction * (Number(isRightNaN) - Number(isLeftNaN));
  return direction * compareValues(left, right);
}

/** The positions of the items in their new order; nulls keep their order among themselves. */
function sortedPositions(list: List, direction: number, areNullsLast: boolean): number[] {
  const keys = sortKeys(list);
  return [...list.keys()].sort((a, b) => {
    const [left = null, right = null] = [keys[a], keys[b]];
    if (left === null || right === null)
      return (Number(left === null) - Number(right === null)) * (areNullsLast ? 1 : -1);
    return compareItems(left, right, direction);
  });
}

function sortKeys(list: List): List {
  const areTimespans = list.every(
    (item) => item === null || (typeof item === "string" && TIMESPAN.test(item)),
  );
  return areTimespans ? list.map((item) => item && parseTimespan(String(item))) : list;
}

/**
 * `array_sort_asc(array, ... [, nulls_last])`: the first array sorted, or for several arrays all of
 * them in the order of the first; null in place of one that has another length.
 */
function sortFunction(direction: 1 | -1): ScalarFunction {
  return {
    arity: [1, 65],
    type: "dynamic",
    seesNull: true,
    call: (args, { types }) => {
      const hasOption = types.length > 1 && types.at(-1) === "bool";
      const arrays = hasOption ? args.slice(0, -1) : args;
      const [first = null] = arrays;
      if (!isList(first)) return null;
      const positions = sortedPositions(first, direction, !hasOption || args.at(-1) !== false);
      const sorted = arrays.map((array) =>
        isList(array) && array.length === first.length
          ? positions.map((position) => array[position] ?? null)
          : null,
      );
      return arrays.length === 1 ? (sorted[0] ?? null) : sorted;
    },
  };
}

export const ARRAY_ORDER: FunctionTable = {
  array_sort_asc: sortFunction(1),
  array_sort_desc: sortFunction(-1),
};
