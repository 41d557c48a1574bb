import { expect, test } from "vitest";
import type { Column } from "../../../src/kql/columns/column.ts";
import { createEngine } from "../../../src/kql/engine.ts";
import { toText } from "../../../src/kql/values/text.ts";
import { isBag, isList, type Value } from "../../../src/kql/values/types.ts";

const engine = createEngine({ tables: [], functions: [] });
const NOW = 638_000_000_000_000_000n;

/** The value of an expression: times as text, and whole numbers of any type as numbers. */
export function answer(expression: string): unknown {
  return answers([expression])[0];
}

/** One test for each expression and its value. All are one query, as Microsoft's binder is slow. */
export function testAnswers(
  table: readonly (readonly [expression: string, value: unknown])[],
): void {
  let found: readonly unknown[] | undefined;
  test.each(table.map(([expression, value], index) => ({ expression, value, index })))(
    "$expression is $value",
    ({ value, index }) => {
      found ??= answers(table.map(([expression]) => expression));
      expect(found[index]).toEqual(value);
    },
  );
}

function answers(expressions: readonly string[]): unknown[] {
  const items = expressions.map((expression, index) => `v${index} = ${expression}`);
  return answersOf(`print ${items.join(",\n")}`);
}

/** The values in the first row of a query's result. */
export function answersOf(query: string): unknown[] {
  return engine.execute(query, NOW).columns.map(cell);
}

function cell({ type, at }: Column): unknown {
  return type === "datetime" || type === "timespan" ? toText(at(0), type) : plain(at(0));
}

function plain(value: Value): unknown {
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (isList(value)) return value.map(plain);
  if (!isBag(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** A KQL literal of a text. */
export function literal(text: string): string {
  return JSON.stringify(text);
}
