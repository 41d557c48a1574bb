import { asLong } from "../evaluate/numbers.ts";
import { limit } from "../limits.ts";
import { valueKey } from "../values/compare.ts";
import { toDynamic, toText } from "../values/text.ts";
import { isBag, isList, mergedBags, type Value } from "../values/types.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { nthPosition } from "./occurrence.ts";

const asDynamic = (args: readonly Value[], types: readonly (string | undefined)[]) =>
  args.map((value, index) => toDynamic(value, (types[index] ?? "dynamic") as "dynamic"));

const bagPack: ScalarFunction = {
  arity: [2, 128],
  type: "dynamic",
  seesNull: true,
  call: (args, { types }) => {
    const values = asDynamic(args, types);
    const pairs: [string, Value][] = [];
    for (let index = 0; index + 1 < values.length; index += 2)
      pairs.push([toText(values[index] ?? null, "string"), values[index + 1] ?? null]);
    return Object.fromEntries(pairs);
  },
};

const packArray: ScalarFunction = {
  arity: [1, 128],
  type: "dynamic",
  seesNull: true,
  call: (args, { types }) => asDynamic(args, types),
};

/** `array_slice(list, start, end)`: both ends inclusive, negative ones counted from the end. */
const arraySlice: ScalarFunction = {
  arity: [3, 3],
  type: "dynamic",
  call: ([list = null, start = null, end = null]) => {
    if (!isList(list)) return null;
    const place = (value: Value) => {
      const at = Number(asLong(value) ?? 0n);
      return at < 0 ? Math.max(list.length + at, 0) : at;
    };
    const last = Number(asLong(end) ?? 0n) < -list.length ? -1 : place(end);
    return list.slice(place(start), last + 1);
  },
};

/** `array_index_of(list, value [, start [, length [, occurrence]]])` */
const arrayIndexOf: ScalarFunction = {
  arity: [2, 5],
  type: "long",
  call: ([list = null, value = null, ...window], { types }) => {
    if (!isList(list)) return null;
    const wanted = valueKey(toDynamic(value, types[1] ?? "dynamic"));
    const position = nthPosition(list.length, window, (from, to) => {
      for (let at = from; at < to; at++) if (valueKey(list[at] ?? null) === wanted) return at;
      return -1;
    });
    return position === null ? null : BigInt(position);
  },
};

const setHasElement: ScalarFunction = {
  arity: [2, 2],
  type: "bool",
  call: ([list = null, value = null], { types }) => {
    const wanted = valueKey(toDynamic(value, types[1] ?? "dynamic"));
    return isList(list) ? list.some((item) => valueKey(item) === wanted) : null;
  },
};

function distinct(items: readonly Value[]): Value[] {
  const seen = new Map(items.map((item) => [valueKey(item), item]));
  return [...seen.values()];
}

function keySet(items: readonly Value[]): ReadonlySet<string> {
  return new Set(items.map(valueKey));
}

function concatenate(lists: readonly (readonly Value[])[], { at }: CallSite): Value[] {
  const length = lists.reduce((sum, list) => sum + list.length, 0);
  limit("items", length, at);
  return lists.flat();
}

/** What is not an array adds nothing; without any array the result is null. */
const arrayConcat: ScalarFunction = {
  arity: [1, 64],
  type: "dynamic",
  seesNull: true,
  call: (args, site) => {
    const lists = args.filter(isList);
    return lists.length > 0 ? concatenate(lists, site) : null;
  },
};

function onLists(
  combine: (lists: readonly (readonly Value[])[], site: CallSite) => Value,
): ScalarFunction {
  return {
    arity: [1, 64],
    type: "dynamic",
    seesNull: true,
    call: (args, site) => (args.every(isList) ? combine(args, site) : null),
  };
}

export const DYNAMIC: FunctionTable = {
  bag_pack: bagPack,
  pack: bagPack,
  pack_dictionary: bagPack,
  pack_array: packArray,
  array_length: {
    arity: [1, 1],
    type: "long",
    call: ([list = null]) => (isList(list) ? BigInt(list.length) : null),
  },
  array_slice: arraySlice,
  array_index_of: arrayIndexOf,
  array_concat: arrayConcat,
  array_reverse: onLists(([list = []]) => [...list].reverse()),
  set_has_element: setHasElement,
  set_union: onLists((lists, site) => distinct(concatenate(lists, site))),
  set_intersect: onLists(([first = [], ...others]) => {
    const keys = others.map(keySet);
    return distinct(first).filter((item) => keys.every((own) => own.has(valueKey(item))));
  }),
  set_difference: onLists(([first = [], ...others]) => {
    const keys = others.map(keySet);
    return distinct(first).filter((item) => !keys.some((own) => own.has(valueKey(item))));
  }),
  bag_keys: {
    arity: [1, 1],
    type: "dynamic",
    call: ([bag = null]) => (isBag(bag) ? Object.keys(bag) : null),
  },
  bag_merge: {
    arity: [2, 64],
    type: "dynamic",
    seesNull: true,
    call: (args) => mergedBags(args.filter(isBag)),
  },
};
