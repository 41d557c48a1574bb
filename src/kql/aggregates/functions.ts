import type { Compiled } from "../evaluate/compiled.ts";
import { asLong, asNumber, ofType, wrap64 } from "../evaluate/numbers.ts";
import { compareValues, valueKey } from "../values/compare.ts";
import { inRange } from "../values/datetime.ts";
import { toDynamic } from "../values/text.ts";
import {
  isBag,
  isList,
  mergedBags,
  missing,
  type ScalarType,
  type Value,
} from "../values/types.ts";

export interface AggregateFunction {
  readonly arity: readonly [least: number, most: number];
  /** The prefix of an unnamed result, if it is not the function's name. */
  readonly prefix?: string;
  type(types: readonly ScalarType[]): ScalarType;
  over(rows: readonly number[], args: readonly Compiled[]): Value;
}

type Filter = (
  rows: readonly number[],
  args: readonly Compiled[],
) => { rows: readonly number[]; args: readonly Compiled[] };

const always = (type: ScalarType) => () => type;
const first = (types: readonly ScalarType[]): ScalarType => types[0] ?? "dynamic";

/** The `...if` form of an aggregate: an additional argument decides which rows count. */
function onlyWhere(base: AggregateFunction, prefix: string): AggregateFunction {
  const [least, most] = base.arity;
  const split: Filter = (rows, args) => {
    const condition = args.at(least);
    return {
      rows: rows.filter((row) => condition?.at(row) === true),
      args: args.filter((_, index) => index !== least),
    };
  };
  return {
    arity: [least + 1, most + 1],
    prefix,
    type: base.type,
    over: (rows, args) => {
      const chosen = split(rows, args);
      return base.over(chosen.rows, chosen.args);
    },
  };
}

const aggregatedValues = (rows: readonly number[], source: Compiled | undefined): Value[] =>
  source ? rows.map((row) => source.at(row)).filter((value) => value !== null) : [];

const count: AggregateFunction = {
  arity: [0, 0],
  type: always("long"),
  over: (rows) => BigInt(rows.length),
};
const countif: AggregateFunction = onlyWhere(count, "countif");

const sum: AggregateFunction = {
  arity: [1, 1],
  type: ([type]) => (type === "int" ? "long" : type === "dynamic" ? "real" : (type ?? "long")),
  over: (rows, [source]) => {
    const values = aggregatedValues(rows, source);
    if (source?.type === "real" || source?.type === "dynamic")
      return values.reduce<number>((total, value) => total + (asNumber(value) ?? 0), 0);
    const total = values.reduce<bigint>((sum, value) => sum + (asLong(value) ?? 0n), 0n);
    return source?.type === "datetime" ? inRange(total) : wrap64(total);
  },
};

const avg: AggregateFunction = {
  arity: [1, 1],
  type: ([type]) => (type === "datetime" || type === "timespan" ? type : "real"),
  over: (rows, [source]) => {
    const values = aggregatedValues(rows, source);
    if (values.length === 0)
      return source?.type === "datetime" || source?.type === "timespan" ? null : Number.NaN;
    if (source?.type === "datetime" || source?.type === "timespan")
      return (values as bigint[]).reduce((a, b) => a + b, 0n) / BigInt(values.length);
    const total =
      source?.type === "real" || source?.type === "dynamic"
        ? values.reduce<number>((t, v) => t + (asNumber(v) ?? 0), 0)
        : wrap64(values.map((v) => asLong(v) ?? 0n).reduce((a, b) => a + b, 0n));
    return Number(total) / values.length;
  },
};

function extreme(better: (order: number) => boolean): AggregateFunction {
  return {
    arity: [1, 1],
    type: first,
    over: (rows, [source]) =>
      aggregatedValues(rows, source).reduce<Value>(
        (best, value) => (best === null || better(compareValues(value, best)) ? value : best),
        null,
      ) ?? missing(source?.type ?? "dynamic"),
  };
}

const dcount: AggregateFunction = {
  arity: [1, 2],
  type: always("long"),
  over: (rows, [source]) => BigInt(new Set(aggregatedValues(rows, source).map(valueKey)).size),
};

function listFunction(distinct: boolean, keepNulls: boolean): AggregateFunction {
  return {
    arity: [1, 2],
    prefix: distinct ? "set" : "list",
    type: always("dynamic"),
    over: (rows, [source, limit]) => {
      const type = source?.type ?? "dynamic";
      const values = keepNulls
        ? rows.map((row) => source?.at(row) ?? null)
        : aggregatedValues(rows, source);
      const items = values
        .map((value) => toDynamic(value, type))
        .flatMap((value) => (distinct && isList(value) ? value : [value]));
      const chosen = distinct
        ? [...new Map(items.map((item) => [valueKey(item), item])).values()]
        : items;
      return chosen.slice(0, limit ? Number(asLong(limit.at(0)) ?? 0n) : 1_048_576);
    },
  };
}

const makeBag: AggregateFunction = {
  arity: [1, 2],
  prefix: "bag",
  type: always("dynamic"),
  over: (rows, [source]) => mergedBags(aggregatedValues(rows, source).filter(isBag)),
};

const takeAny: AggregateFunction = {
  arity: [1, 1],
  prefix: "any",
  type: first,
  over: (rows, [source]) => {
    const found = rows.find((row) => source?.at(row) !== null && source?.at(row) !== "");
    return found === undefined ? missing(source?.type ?? "dynamic") : (source?.at(found) ?? null);
  },
};

/** The nearest-rank percentile. */
const percentile: AggregateFunction = {
  arity: [2, 2],
  type: first,
  over: (rows, [source, rank]) => {
    const values = aggregatedValues(rows, source).sort(compareValues);
    const place = Math.ceil(((asNumber(rank?.at(0) ?? null) ?? 0) / 100) * values.length);
    return values[Math.max(place - 1, 0)] ?? null;
  },
};

function spread(population: boolean, root: boolean): AggregateFunction {
  return {
    arity: [1, 1],
    type: always("real"),
    over: (rows, [source]) => {
      const values = aggregatedValues(rows, source).map((value) => asNumber(value) ?? 0);
      const divisor = population ? values.length : values.length - 1;
      if (divisor <= 0) return values.length === 0 ? Number.NaN : 0;
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / divisor;
      return ofType(root ? Math.sqrt(variance) : variance, "real");
    },
  };
}

const min = extreme((order) => order < 0);
const max = extreme((order) => order > 0);
const makeSet = listFunction(true, false);
const makeList = listFunction(false, false);

export const AGGREGATE_FUNCTIONS: ReadonlyMap<string, AggregateFunction> = new Map(
  Object.entries({
    count,
    countif,
    sum,
    sumif: onlyWhere(sum, "sumif"),
    avg,
    avgif: onlyWhere(avg, "avgif"),
    min,
    minif: onlyWhere(min, "minif"),
    max,
    maxif: onlyWhere(max, "maxif"),
    dcount,
    dcountif: onlyWhere({ ...dcount, arity: [1, 1] }, "dcountif"),
    make_set: makeSet,
    makeset: makeSet,
    make_set_if: onlyWhere(makeSet, "set"),
    make_list: makeList,
    makelist: makeList,
    make_list_if: onlyWhere(makeList, "list"),
    make_list_with_nulls: listFunction(false, true),
    make_bag: makeBag,
    take_any: takeAny,
    any: takeAny,
    percentile,
    stdev: spread(false, true),
    stdevp: spread(true, true),
    variance: spread(false, false),
    variancep: spread(true, false),
  }),
);
