import { createEngine, type Engine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { createBinder } from "../../src/kql/language/bind.ts";
import { readStoredFunction } from "../../src/kql/stored-function.ts";
import type { Table } from "../../src/kql/table.ts";
import { toText } from "../../src/kql/values/text.ts";
import type { Catalogue } from "./catalogue.ts";
import { openFilters } from "./open-filters.ts";
import { makeRows } from "./synthetic-rows.ts";

export type Outcome = "runs" | "refused" | "syntax" | "semantic" | "runtime" | "crash";

/** What became of one query. */
export interface Trial {
  readonly outcome: Outcome;
  /** Why it did not run: the engine's message, or the stack of a crash. */
  readonly reason: string;
  /** Whether Microsoft's binder accepts it with these tables. */
  readonly bound: boolean;
  /** The same query with its filters open. */
  readonly opened: { readonly outcome: Outcome; readonly reason: string; readonly rows: number };
  readonly seconds: number;
}

const NOW = 639_000_000_000_000_000n;

/** Binds a query against the declared tables, and runs it over made-up rows, as it is and opened. */
export function tryQuery(text: string, catalogue: Catalogue): Trial {
  const from = process.cpuUsage();
  const { engine, bound } = prepare(text, catalogue);
  const asWritten = run(engine, () => text);
  const opened = run(engine, () => openFilters(text));
  const { user, system } = process.cpuUsage(from);
  return { ...asWritten, bound, opened, seconds: (user + system) / 1e6 };
}

/** An engine with the tables and functions that the text names. */
function prepare(text: string, catalogue: Catalogue): { engine: Engine; bound: boolean } {
  const words = new Set(text.match(/\w+/g));
  const functions = [...catalogue.functions]
    .filter(([name]) => words.has(name))
    .map(([, source]) => readStoredFunction(source));
  for (const { body } of functions) for (const word of body.match(/\w+/g) ?? []) words.add(word);
  const tables = [...catalogue.tables]
    .filter(([name]) => words.has(name))
    .map(([name, columns]) => ({ name, columns, rows: () => makeRows(columns, NOW) }));
  const schema = {
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    functions: functions.map(({ name, parameters, body }) => ({ name, parameters, body })),
  };
  const binding = createBinder(schema, () => undefined)(text);
  return {
    engine: createEngine({ tables, functions }),
    bound: !binding.diagnostics.some(({ severity }) => severity === "error"),
  };
}

function run(engine: Engine, query: () => string) {
  try {
    const table = engine.execute(query(), NOW);
    readCells(table);
    return { outcome: "runs", reason: "", rows: table.length } as const;
  } catch (error) {
    if (error instanceof KqlError) return { ...describeError(error), rows: 0 };
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { outcome: "crash", reason: stack, rows: 0 } as const;
  }
}

/** Cells are computed when they are read. */
function readCells({ length, columns }: Table): void {
  for (const { at, type } of columns)
    for (let row = 0; row < length; row += 1) toText(at(row), type);
}

function describeError({ problem, code, message }: KqlError) {
  const outcome = problem === "unsupported" ? "refused" : problem;
  return { outcome, reason: code ? `${code} ${message}` : message } as const;
}
