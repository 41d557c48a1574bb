import type { AggregateFunction } from "./aggregate.ts";
import { COUNTS } from "./counts.ts";
import { LISTS } from "./lists.ts";
import { PICKS } from "./picks.ts";
import { SUMS } from "./sums.ts";

/** The aggregate functions, by name. */
export const AGGREGATES: ReadonlyMap<string, AggregateFunction> = new Map(
  [COUNTS, LISTS, PICKS, SUMS].flatMap((family) => Object.entries(family)),
);
