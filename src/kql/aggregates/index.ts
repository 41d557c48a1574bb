import type { AggregateFunction, Expand } from "./aggregate.ts";
import { ANY_IF, any } from "./any.ts";
import { argExtreme } from "./arg.ts";
import { BITS } from "./bits.ts";
import { COUNTS } from "./counts.ts";
import { LISTS } from "./lists.ts";
import { percentiles, percentilesArray } from "./percentiles.ts";
import { PICKS } from "./picks.ts";
import { SPREAD } from "./spread.ts";
import { SUMS } from "./sums.ts";

/** The aggregate functions that give one value, by name. */
export const AGGREGATES: ReadonlyMap<string, AggregateFunction> = new Map(
  [ANY_IF, BITS, COUNTS, LISTS, PICKS, SPREAD, SUMS].flatMap((family) => Object.entries(family)),
);

/** Those that may give several columns. */
export const EXPANDED_AGGREGATES: ReadonlyMap<string, Expand> = new Map(
  Object.entries({
    any,
    take_any: any,
    arg_max: argExtreme,
    arg_min: argExtreme,
    argmax: argExtreme,
    argmin: argExtreme,
    percentile: percentiles,
    percentiles,
    percentilew: percentiles,
    percentilesw: percentiles,
    percentiles_array: percentilesArray,
    percentilesw_array: percentilesArray,
  }),
);
