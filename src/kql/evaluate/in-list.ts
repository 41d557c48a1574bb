import { type Span, unsupported } from "../errors.ts";
import type { InList } from "../nodes.ts";
import { valueKey } from "../values/compare.ts";
import { foldCase } from "../values/fold-case.ts";
import { toText } from "../values/text.ts";
import { isList, type ScalarType, type Value } from "../values/types.ts";
import { dynamicAs, requireComparable } from "./comparison.ts";
import { type Compiled, derive } from "./compiled.ts";
import { stringMatcher, textReader } from "./string-match.ts";

/** An item, or several: those of a dynamic array, or the cells of a table's first column. */
export interface Listed extends Compiled {
  /** The type of that column. */
  readonly cells?: ScalarType;
}

/** `in`, `in~`, `has_any`, `has_all` and their negations. */
export function inList(node: InList, left: Compiled, list: readonly Listed[]): Compiled {
  if (node.op === "has_any" || node.op === "has_all") return hasList(node, left, list);
  const wanted = !node.op.startsWith("!");
  const folds = node.op.endsWith("~");
  for (const { type, cells } of list)
    if (cells || !folds) requireItem(left.type, cells ?? type, node);
  const keys = folds ? FOLDED : keysFor(left.type);
  const keysAt = (row: number) =>
    new Set(list.flatMap((item) => listedItems(item, row)).flatMap((item) => keys.ofItem(item)));
  const isIn = (row: number, listed: ReadonlySet<string>) => {
    const value = left.at(row);
    return (value !== null && keys.match(value, left.type, listed)) === wanted;
  };
  if (!list.every((item) => item.constant))
    return derive("bool", [left, ...list], (row) => isIn(row, keysAt(row)));
  const listed = keysAt(0);
  return derive("bool", [left], (row) => isIn(row, listed));
}

/** @throws KqlError if Kusto does not look for a value of one type in a list of the other */
function requireItem(type: ScalarType, item: ScalarType, at: Span): void {
  if (type !== item && (type === "decimal" || item === "decimal"))
    throw unsupported(`looking for a ${type} in a list with a ${item}`, at);
  if (item !== "dynamic") requireComparable(type, item, at);
}

type Item = readonly [value: Value, type: ScalarType];

/** How values of one type are looked up in a list. Null and NaN equal nothing. */
interface Keys {
  ofItem(item: Item): readonly string[];
  match(value: Value, type: ScalarType, listed: ReadonlySet<string>): boolean;
}

const FOLDED: Keys = {
  ofItem: ([value, type]) => (value === null ? [] : [foldCase(toText(value, type))]),
  match: (value, type, listed) => listed.has(foldCase(toText(value, type))),
};

const TEXTS: Keys = {
  ofItem: ([value, type]) => (value === null ? [] : [toText(value, type)]),
  match: (value, _, listed) => listed.has(value as string),
};

/** A dynamic equals what its text equals, too. */
const DYNAMICS: Keys = {
  ofItem: ([value, type]) =>
    keyOf(type === "datetime" || type === "timespan" ? toText(value, type) : value),
  match: (value, _, listed) =>
    listed.has(valueKey(value)) || listed.has(valueKey(toText(value, "dynamic"))),
};

/** A listed dynamic is read as a value of the left side's type. */
function keysFor(type: ScalarType): Keys {
  if (type === "string") return TEXTS;
  if (type === "dynamic") return DYNAMICS;
  return {
    ofItem: ([value, own]) => keyOf(own === "dynamic" ? dynamicAs(value, type) : value),
    match: (value, _, listed) => listed.has(valueKey(value)),
  };
}

function keyOf(value: Value): readonly string[] {
  return value === null || Number.isNaN(value) ? [] : [valueKey(value)];
}

function listedItems({ at, type, cells = "dynamic" }: Listed, row: number): readonly Item[] {
  const value = at(row);
  return isList(value) ? value.map((item) => [item, cells] as const) : [[value, type]];
}

/** With an empty list `has_any` is false and `has_all` is true. */
function hasList(node: InList, left: Compiled, list: readonly Listed[]): Compiled {
  const { op } = node;
  const other = list.find(({ cells = "string" }) => cells !== "string" && cells !== "dynamic");
  if (other) throw unsupported(`${op} of a table of the type ${other.cells}`, node);
  const text = textReader(left);
  const matchersAt = (row: number) =>
    list
      .flatMap((item) => listedItems(item, row))
      .map(([value, type]) => stringMatcher("has", toText(value, type), false));
  const constantMatchers = list.every((item) => item.constant) ? matchersAt(0) : undefined;
  return derive("bool", [left, ...list], (row) => {
    const matchers = constantMatchers ?? matchersAt(row);
    return op === "has_any"
      ? matchers.some((matches) => matches(text(row)))
      : matchers.every((matches) => matches(text(row)));
  });
}
