import { type AggregateFunction, type AggregateTable, always, onlyWhere } from "./aggregate.ts";
import { pickDistinct } from "./distinct-rows.ts";

const count: AggregateFunction = {
  arity: [0, 0],
  type: always("long"),
  over: () => (rows) => BigInt(rows.length),
};

const countif = onlyWhere(count, "countif");

const dcount: AggregateFunction = {
  arity: [1, 2],
  type: always("long"),
  over: ([source], input) => {
    const distinct = pickDistinct(source, input);
    return (rows) => BigInt(distinct(rows).length);
  },
};

/** With an argument, it counts the rows for which that is true. */
const counted: AggregateFunction = {
  ...count,
  arity: [0, 1],
  over: (args, input) => (args.length === 0 ? count : countif).over(args, input),
};

/** Exact, as dcount() is here: the service estimates it above a few hundred values. */
const countDistinct: AggregateFunction = { ...dcount, arity: [1, 1] };

export const COUNTS: AggregateTable = {
  count: counted,
  cnt: count,
  countif,
  dcount,
  dcountif: onlyWhere(dcount, "dcountif"),
  count_distinct: countDistinct,
  count_distinctif: onlyWhere(countDistinct, "count_distinctif"),
};
