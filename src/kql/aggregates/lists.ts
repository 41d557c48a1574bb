import type { Compiled } from "../evaluate/compiled.ts";
import { asLong } from "../evaluate/numbers.ts";
import { LIMITS } from "../limits.ts";
import { valueKey } from "../values/compare.ts";
import { toDynamic } from "../values/text.ts";
import { isBag, isList, mergedBags, type Value } from "../values/types.ts";
import {
  type AggregateFunction,
  type AggregateTable,
  always,
  onlyWhere,
  readCells,
} from "./aggregate.ts";
import { pickDistinct } from "./distinct-rows.ts";

function mostItems(limit: Compiled | undefined): number {
  return limit ? Number(asLong(limit.at(0)) ?? 0n) : LIMITS.items;
}

function listFunction(keepNulls: boolean): AggregateFunction {
  return {
    arity: [1, 2],
    prefix: "list",
    type: always("dynamic"),
    over: ([source, limit]) => {
      const most = mostItems(limit);
      // In the service, null is a dynamic value like any other.
      const isKept = keepNulls || source?.type === "dynamic";
      return (rows) => {
        const items: Value[] = [];
        for (const row of rows) {
          if (items.length >= most) break;
          const cell = source?.at(row) ?? null;
          if (isKept || cell !== null) items.push(toDynamic(cell, source?.type ?? "dynamic"));
        }
        return items;
      };
    },
  };
}

/** The distinct values in the order in which they first occur; those of an array each. */
const makeSet: AggregateFunction = {
  arity: [1, 2],
  prefix: "set",
  type: always("dynamic"),
  over: ([source, limit], input) => {
    const most = mostItems(limit);
    const distinct = pickDistinct(source, input);
    if (source?.type === "dynamic")
      return (rows) =>
        distinctItems(
          distinct(rows).map((row) => source.at(row)),
          most,
        );
    return (rows) =>
      distinct(rows)
        .slice(0, most)
        .map((row) => toDynamic(source?.at(row) ?? null, source?.type ?? "dynamic"));
  },
};

function distinctItems(values: readonly Value[], most: number): Value[] {
  const items = new Map<string, Value>();
  for (const value of values)
    for (const item of isList(value) ? value : [value]) {
      if (items.size >= most) return [...items.values()];
      const key = valueKey(item);
      if (!items.has(key)) items.set(key, item);
    }
  return [...items.values()];
}

const makeBag: AggregateFunction = {
  arity: [1, 2],
  prefix: "bag",
  type: always("dynamic"),
  over:
    ([source]) =>
    (rows) =>
      mergedBags(readCells(rows, source).filter(isBag)),
};

const makeList = listFunction(false);

export const LISTS: AggregateTable = {
  make_set: makeSet,
  makeset: makeSet,
  make_set_if: onlyWhere(makeSet, "set"),
  make_list: makeList,
  makelist: makeList,
  make_list_if: onlyWhere(makeList, "list"),
  make_list_with_nulls: listFunction(true),
  make_bag: makeBag,
  make_dictionary: { ...makeBag, prefix: "dictionary" },
  make_bag_if: onlyWhere(makeBag, "bag"),
};
