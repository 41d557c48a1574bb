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
