import { KqlError, unsupported } from "../errors.ts";
import { toDynamic } from "../values/text.ts";
import { type Bag, isBag, isList, type Value } from "../values/types.ts";
import { textAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { memberOf, parseJsonPath } from "./json-path.ts";

/** A copy of the bag with one member set, or removed for undefined. */
function withMember(bag: Bag, name: string, value: Value | undefined): Bag {
  const members = new Map<string, Value>(Object.entries(bag));
  if (value === undefined) members.delete(name);
  else members.set(name, value);
  return Object.fromEntries(members);
}

/** The names to follow for a key: a JSONPath, or one name for any other text. */
function namesIn(key: string, { at }: CallSite): string[] {
  if (!/^\$[.[]/.test(key)) return [key];
  const steps = parseJsonPath(key);
  const names = steps?.filter((step) => typeof step === "string");
  if (!names || names.length !== steps?.length)
    throw new KqlError("semantic", `'${key}' is not the path of a key`, at);
  return names;
}

/** The bags from the root to the one that holds a path's last name; undefined where none is. */
function bagsAlong(root: Bag, names: readonly string[]): (Value | undefined)[] {
  const found: (Value | undefined)[] = [root];
  for (const name of names.slice(0, -1)) {
    const last = found.at(-1);
    found.push(isBag(last ?? null) ? memberOf(last as Bag, name) : undefined);
  }
  return found;
}

/** Copies each bag along the path, from the last to the root. */
function withPath(bags: readonly Bag[], names: readonly string[], value: Value | undefined): Bag {
  let changed: Value | undefined = value;
  for (let depth = names.length - 1; depth >= 0; depth--)
    changed = withMember(bags[depth] ?? {}, names[depth] ?? "", changed);
  return changed as Bag;
}

function withoutPath(bag: Bag, names: readonly string[]): Bag {
  const bags = bagsAlong(bag, names);
  return bags.every((found) => isBag(found ?? null))
    ? withPath(bags as Bag[], names, undefined)
    : bag;
}

const bagRemoveKeys: ScalarFunction = {
  arity: [2, 2],
  type: "dynamic",
  call: ([bag = null, keys = null], site) => {
    if (!isBag(bag) || !isList(keys)) return null;
    const paths = keys.filter((key) => typeof key === "string").map((key) => namesIn(key, site));
    const names = new Set(paths.flatMap((path) => (path.length === 1 ? path : [])));
    const left = Object.entries(bag).filter(([name]) => !names.has(name));
    return paths.filter((path) => path.length > 1).reduce(withoutPath, Object.fromEntries(left));
  },
};

/** `bag_set_key(bag, key, value)`: a path creates the bags that it lacks. */
const bagSetKey: ScalarFunction = {
  arity: [3, 3],
  type: "dynamic",
  seesNull: true,
  call: (args, site) => {
    const [bag = null, , value = null] = args;
    if (!isBag(bag)) return null;
    const names = namesIn(textAt(args, 1, site), site);
    const bags = bagsAlong(bag, names).map((found) => found ?? {});
    if (!bags.every(isBag)) throw unsupported("a path through a value that is not a bag", site.at);
    return withPath(bags, names, toDynamic(value, site.types[2] ?? "dynamic"));
  },
};

/** `bag_zip(keys, values)`: keys that are not strings are left out; values may be missing. */
const bagZip: ScalarFunction = {
  arity: [2, 2],
  type: "dynamic",
  call: ([keys = null, values = null]) => {
    if (!isList(keys) || !isList(values)) return null;
    const pairs = keys.map((key, index) => [key, values[index] ?? null] as const);
    return Object.fromEntries(pairs.filter(([key]) => typeof key === "string"));
  },
};

const bagHasKey: ScalarFunction = {
  arity: [2, 2],
  type: "bool",
  call: ([bag = null, key = null], site) => {
    if (!isBag(bag)) return false;
    const names = namesIn(String(key), site);
    const holder = bagsAlong(bag, names).at(-1) ?? null;
    return isBag(holder) && Object.hasOwn(holder, names.at(-1) ?? "");
  },
};

export const BAG_MEMBERS: FunctionTable = {
  bag_has_key: bagHasKey,
  bag_remove_keys: bagRemoveKeys,
  bag_set_key: bagSetKey,
  bag_zip: bagZip,
};
