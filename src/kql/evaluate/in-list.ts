import type { InList } from "../nodes.ts";
import { valueKey } from "../values/compare.ts";
import { toText } from "../values/text.ts";
import { isList, type ScalarType, type Value } from "../values/types.ts";
import { type Compiled, derive } from "./compiled.ts";
import { stringMatcher, textReader } from "./string-match.ts";

/** `in`, `in~`, `has_any`, `has_all` and their negations; a dynamic array is spread into items. */
export function inList(node: InList, left: Compiled, list: readonly Compiled[]): Compiled {
  if (node.op === "has_any" || node.op === "has_all") return hasList(node.op, left, list);
  const folds = node.op.endsWith("~");
  const wanted = !node.op.startsWith("!");
  const key = (value: Value, type: ScalarType) => listKey(value, type, left.type, folds);
  if (list.every((item) => item.constant)) {
    const keys = new Set(
      list.flatMap((item) => listedItems(item, 0)).map(([value, type]) => key(value, type)),
    );
    return derive("bool", [left], (row) => keys.has(key(left.at(row), left.type)) === wanted);
  }
  return derive("bool", [left, ...list], (row) => {
    const own = key(left.at(row), left.type);
    return (
      list.some((item) =>
        listedItems(item, row).some(([value, type]) => key(value, type) === own),
      ) === wanted
    );
  });
}

function listKey(value: Value, type: ScalarType, leftType: ScalarType, folds: boolean): string {
  if (leftType !== "string" && leftType !== "dynamic" && !folds) return valueKey(value);
  const text = toText(value, type);
  return `s${folds ? text.toLowerCase() : text}`;
}

function listedItems(source: Compiled, row: number): (readonly [Value, ScalarType])[] {
  const value = source.at(row);
  return isList(value) ? value.map((item) => [item, "dynamic"] as const) : [[value, source.type]];
}

/** With an empty list `has_any` is false and `has_all` is true. */
function hasList(op: string, left: Compiled, list: readonly Compiled[]): Compiled {
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
