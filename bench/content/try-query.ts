import { namedFunctions } from "../../src/emulator/named-engine.ts";
import { OPEN_TABLE, withNamedColumns } from "../../src/emulator/open-columns.ts";
import { declaredColumns } from "../../src/emulator/schemas.ts";
import { openFunctions } from "../../src/emulator/stored-functions.ts";
import { readWatchlists, WATCHLIST_ROWS } from "../../src/emulator/watchlists.ts";
import {
  createEngine,
  type DatabaseTable,
  type Engine,
  type StoredFunction,
} from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { callAround, createBinder } from "../../src/kql/language/bind.ts";
import type { Table } from "../../src/kql/table.ts";
import { toText } from "../../src/kql/values/text.ts";
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

/** Binds a query against the catalogue, and runs it over made-up rows, as it is and opened. */
export function tryQuery(text: string): Trial {
  const from = process.cpuUsage();
  const { engine, bound } = prepare(text);
  const asWritten = run(engine, () => text);
  const opened = run(engine, () => openFilters(text));
  const { user, system } = process.cpuUsage(from);
  return { ...asWritten, bound, opened, seconds: (user + system) / 1e6 };
}

const library = openFunctions("rules/asim", []);
const watchlists = readWatchlists([]);

function findFunction(name: string): StoredFunction | undefined {
  return watchlists.functions.get(name) ?? library.find(name);
}

/** A table of the catalogue that ships, with made-up rows. */
function findTable(name: string, words: ReadonlySet<string>): DatabaseTable | undefined {
  if (name === WATCHLIST_ROWS) return watchlists.table;
  const columns = declaredColumns(name);
  if (columns.length === 0) return undefined;
  const table = { name, columns, rows: () => makeRows(columns, NOW) };
  return name === OPEN_TABLE ? withNamedColumns(table, words) : table;
}

/** An engine with the tables and functions that the text names. */
function prepare(text: string): { engine: Engine; bound: boolean } {
  const functions = namedFunctions(text, findFunction);
  const texts = [text, ...functions.map(({ parameters, body }) => `${parameters} ${body}`)];
  const words = new Set(texts.flatMap((one) => one.match(/\w+/g) ?? []));
  const tables = [...words].flatMap((word) => findTable(word, words) ?? []);
  const engine = createEngine({ tables, functions });
  const schema = {
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    functions: functions.map(({ name, parameters, body }) => ({ name, parameters, body })),
  };
  const unavailable = functions.filter((stored) => stored.unavailable).map(({ name }) => name);
  const { diagnostics } = createBinder(schema, () => undefined)(text);
  const wrong = diagnostics.filter(
    ({ severity, start }) =>
      severity === "error" && !unavailable.includes(callAround(text, start) ?? ""),
  );
  return { engine, bound: wrong.length === 0 };
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
