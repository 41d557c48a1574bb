/** The scalar types of Kusto. */
export type ScalarType =
  | "bool"
  | "int"
  | "long"
  | "real"
  | "decimal"
  | "datetime"
  | "timespan"
  | "string"
  | "guid"
  | "dynamic";

/**
 * One cell. bool: boolean; int, real: number; long: bigint (64-bit, wrapping); datetime: bigint
 * ticks of 100 ns since 0001-01-01; timespan: bigint ticks; string and guid: string; decimal: string
 * of digits (`decimal.ts`). In a dynamic, as in a column, a whole number is a bigint and a real a
 * number; times and decimals are strings. A string is never null.
 */
export type Value = null | boolean | number | bigint | string | readonly Value[] | Bag;
export interface Bag {
  readonly [key: string]: Value;
}

export interface ColumnSchema {
  readonly name: string;
  readonly type: ScalarType;
}

const TYPE_WORDS: Readonly<Record<string, ScalarType>> = {
  bool: "bool",
  boolean: "bool",
  int: "int",
  long: "long",
  real: "real",
  double: "real",
  decimal: "decimal",
  datetime: "datetime",
  date: "datetime",
  timespan: "timespan",
  time: "timespan",
  string: "string",
  guid: "guid",
  uuid: "guid",
  uniqueid: "guid",
  dynamic: "dynamic",
};

/** The type for a KQL type keyword, including aliases such as `double`; undefined if unknown. */
export function typeNamed(word: string): ScalarType | undefined {
  return TYPE_WORDS[word.toLowerCase()];
}

/** The value of a missing cell: "" for a string, which is never null, and null otherwise. */
export function missing(type: ScalarType): Value {
  return type === "string" ? "" : null;
}

/** The numeric types, each wider than those before it. */
const WIDENING: readonly ScalarType[] = ["int", "long", "real", "decimal"];

export function isNumeric(type: ScalarType): boolean {
  return WIDENING.includes(type);
}

/**
 * The type that values of all these types are converted to: numbers to the widest of them, and a
 * dynamic to the others' type.
 */
export function commonType(types: readonly ScalarType[]): ScalarType {
  const fixed = new Set(types);
  fixed.delete("dynamic");
  const [first = "dynamic"] = fixed;
  if (fixed.size <= 1) return first;
  if (![...fixed].every(isNumeric)) return "dynamic";
  return WIDENING.filter((type) => fixed.has(type)).at(-1) ?? first;
}

export function isBag(value: Value): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The members of all bags; the first bag wins if a name occurs more than once. Names such as
 * `__proto__` are members like any other.
 */
export function mergedBags(bags: readonly Bag[]): Bag {
  const members = new Map<string, Value>();
  for (const bag of bags)
    for (const [name, value] of Object.entries(bag))
      if (!members.has(name)) members.set(name, value);
  return Object.fromEntries(members);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
