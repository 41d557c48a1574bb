import { expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { jsonText, toText } from "../../src/kql/values/text.ts";
import type { ScalarType, Value } from "../../src/kql/values/types.ts";

const empty = createEngine({ tables: [], functions: [] });
const NOW = 638_000_000_000_000_000n;

/** The answer as lines: the columns with their types, then a line for each row. */
export function answer(query: string, engine: Engine = empty): string[] {
  const { length, columns } = engine.execute(query, NOW);
  const rows = Array.from({ length }, (_, row) =>
    columns.map(({ at, type }) => cellText(at(row), type)).join(", "),
  );
  return [columns.map(({ name, type }) => `${name}:${type}`).join(", "), ...rows];
}

/** Strings in quotes, so that an empty string, a blank and null differ. */
function cellText(value: Value, type: ScalarType): string {
  if (value === null) return "null";
  return type === "string" || type === "dynamic" ? jsonText(value) : toText(value, type);
}

/** One test for each expression and its `value:type`. All are one query, as binding is slow. */
export function testTyped(table: readonly (readonly [expression: string, value: string])[]): void {
  let found: readonly string[] | undefined;
  test.each(table.map(([expression, value], index) => ({ expression, value, index })))(
    "$expression is $value",
    ({ value, index }) => {
      found ??= typedValues(table.map(([expression]) => expression));
      expect(found[index]).toBe(value);
    },
  );
}

function typedValues(expressions: readonly string[]): string[] {
  const items = expressions.map((expression, index) => `v${index} = ${expression}`);
  const { columns } = empty.execute(`print ${items.join(",\n")}`, NOW);
  return columns.map(({ at, type }) => `${cellText(at(0), type)}:${type}`);
}

/** One test for each query, which is refused with the problem and words. */
export function testRefused(
  table: readonly (readonly [query: string, problem: KqlError["problem"], words: string])[],
): void {
  test.each(table)("%s is refused: %s, %s", (query, problem, words) => {
    const error = refusal(query);
    expect(error.problem).toBe(problem);
    expect(error.message).toContain(words);
  });
}

/** The error with which a query is refused. */
export function refusal(query: string, engine: Engine = empty): KqlError {
  try {
    engine.execute(query, NOW);
  } catch (error) {
    if (error instanceof KqlError) return error;
    throw error;
  }
  throw new Error(`${query} was answered`);
}
