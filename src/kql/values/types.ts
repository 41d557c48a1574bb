/** Kusto's scalar types that the engine holds. `decimal` is refused where a query asks for it. */
export type ScalarType =
  | "bool"
  | "int"
  | "long"
  | "real"
  | "datetime"
  | "timespan"
  | "string"
  | "guid"
  | "dynamic";

/**
 * One cell. bool: boolean; int, real: number; long: bigint (64-bit, wrapping); datetime: bigint
 * ticks of 100 ns since 0001-01-01; timespan: bigint ticks; string and guid: string; dynamic: any
 * JSON value. A string is never null.
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

/** The type that a type word of KQL names, or undefined. */
export function typeNamed(word: string): ScalarType | undefined {
  return TYPE_WORDS[word.toLowerCase()];
}

/** What a missing cell of this type holds: strings are never null. */
export function missing(type: ScalarType): Value {
  return type === "string" ? "" : null;
}

export function isNumeric(type: ScalarType): boolean {
  return type === "int" || type === "long" || type === "real";
}

export function isBag(value: Value): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The members of all bags: of two with one name the first bag's. Any name is a member's,
 * JavaScript's own ones too.
 */
export function mergedBags(bags: readonly Bag[]): Bag {
  const members = new Map<string, Value>();
  for (const bag of [...bags].reverse())
    for (const [name, value] of Object.entries(bag)) members.set(name, value);
  return Object.fromEntries(members);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
