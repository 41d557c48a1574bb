import { type AggregateFunction, type AggregateTable, always, onlyWhere } from "./aggregate.ts";
import { pickDistinct } from "./distinct-rows.ts";

const count: AggregateFunction = {
  arity: [0, 0],
  type: always("long"),
  over: () => (rows) => BigInt(rows.length),
};

const dcount: AggregateFunction = {
  arity: [1, 2],
  type: always("long"),
  over: ([source], input) => {
    const distinct = pickDistinct(source, input);
    return (rows) => BigInt(distinct(rows).length);
  },
};

export const COUNTS: AggregateTable = {
  count,
  countif: onlyWhere(count, "countif"),
  dcount,
  dcountif: onlyWhere({ ...dcount, arity: [1, 1] }, "dcountif"),
};
