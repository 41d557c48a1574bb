import { asNumber } from "../evaluate/numbers.ts";
import { compareValues } from "../values/compare.ts";
import { missing, type Value } from "../values/types.ts";
import {
  type AggregateFunction,
  type AggregateTable,
  firstType,
  onlyWhere,
  readCells,
} from "./aggregate.ts";

/** The least value if `sign` is -1, the greatest if it is 1. */
function extreme(sign: number): AggregateFunction {
  return {
    arity: [1, 1],
    type: firstType,
    over: ([source]) => {
      const absent = missing(source?.type ?? "dynamic");
      return (rows) => {
        let best: Value = null;
        for (const row of rows) {
          const cell = source?.at(row) ?? null;
          if (cell === null) continue;
          if (best === null || compareValues(cell, best) * sign > 0) best = cell;
        }
        return best ?? absent;
      };
    },
  };
}

const takeAny: AggregateFunction = {
  arity: [1, 1],
  prefix: "any",
  type: firstType,
  over: ([source]) => {
    const absent = missing(source?.type ?? "dynamic");
    return (rows) => {
      for (const row of rows) {
        const cell = source?.at(row) ?? null;
        if (cell !== null && cell !== "") return cell;
      }
      return absent;
    };
  },
};

/** The nearest-rank percentile. */
const percentile: AggregateFunction = {
  arity: [2, 2],
  type: firstType,
  over: ([source, rank]) => {
    const share = (asNumber(rank?.at(0) ?? null) ?? 0) / 100;
    return (rows) => {
      const values = readCells(rows, source).sort(compareValues);
      return values[Math.max(Math.ceil(share * values.length) - 1, 0)] ?? null;
    };
  },
};

const min = extreme(-1);
const max = extreme(1);

export const PICKS: AggregateTable = {
  min,
  minif: onlyWhere(min, "minif"),
  max,
  maxif: onlyWhere(max, "maxif"),
  take_any: takeAny,
  any: takeAny,
  percentile,
};
