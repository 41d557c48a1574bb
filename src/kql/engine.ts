import { cacheByText } from "./cache-by-text.ts";
import { KqlError, withinStack } from "./errors.ts";
import type { Evaluator } from "./evaluate/evaluator.ts";
import { compileExpression } from "./evaluate/expression.ts";
import {
  type Binding,
  type Context,
  type DatabaseScope,
  once,
  type Trace,
} from "./evaluate/scope.ts";
import { evaluateStatements } from "./evaluate/statements.ts";
import { evaluateTabular, givesTable } from "./evaluate/tabular.ts";
import { type Binding as Bound, callAround, createBinder } from "./language/bind.ts";
import { type Diagnostic, parse } from "./language/parse.ts";
import type { DatabaseSchema, StoredSchema, TableSchema } from "./language/schema.ts";
import { withoutTimes } from "./language/times.ts";
import { limit } from "./limits.ts";
import { querySize } from "./lower/query-size.ts";
import { lowerQuery } from "./lower/statement.ts";
import type { FunctionDeclaration, Statement } from "./nodes.ts";
import { findRefusals } from "./refusals.ts";
import { storeTable, type Table } from "./table.ts";
import { tablesRead } from "./tables-read.ts";
import { createTrace, type Step } from "./trace.ts";

/** A time range in ticks, both ends inclusive. Rows outside it are not read from any table. */
export interface TimeScope {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * A table the engine can read. `rows` is called at most once per query, and only if the query uses
 * the table.
 */
export interface DatabaseTable extends TableSchema {
  rows(scope: TimeScope | undefined): Table;
}

/** A stored function, with what its text says. */
export interface StoredFunction extends StoredSchema {
  readonly declaration: FunctionDeclaration;
  /**
   * Why it cannot be run, if only its parameters and its result are known: queries that call it are
   * bound, and refused. Its arguments are not checked.
   */
  readonly unavailable?: string;
}

export interface Database {
  readonly tables: readonly DatabaseTable[];
  readonly functions: readonly StoredFunction[];
}

/** The result of a query with the operators in the order in which they ended. */
export interface Explained {
  readonly table: Table;
  readonly steps: readonly Step[];
}

export interface Engine {
  /**
   * Runs a query. `now` (in ticks) is the only clock; `scope` limits the rows that are read.
   * @throws KqlError (syntax, semantic, unsupported or runtime) with its position in the text
   */
  execute(text: string, now: bigint, scope?: TimeScope): Table;
  /** Runs a query, and says what each of its operators took. */
  explain(text: string, now: bigint, scope?: TimeScope): Explained;
  /**
   * What the binder reports for a query, and all that the engine would refuse (`unsupported`),
   * without running it.
   */
  bind(text: string): Bound;
  /**
   * The tables that a query reads, directly or through functions, whether or not they exist. Empty
   * if the text is not a valid query.
   */
  reads(text: string): readonly string[];
}

const evaluator: Evaluator = {
  scalar: compileExpression,
  table: evaluateTabular,
  isTabular: givesTable,
};

/** Parsing does not depend on the data, so all engines share this cache. */
const parsedOnce = cacheByText<Statement[]>(1_000);
const statements = (text: string) =>
  parsedOnce(text, () => withinStack(text, () => lowerText(text)));

function lowerText(text: string): Statement[] {
  const read = lowerQuery(parse(text));
  limit("tables", querySize(read), { start: 0, end: 0 });
  return read;
}

/** Queries are parsed and bound by Microsoft's language service and executed here, by column. */
export function createEngine(database: Database): Engine {
  const functions = new Map(database.functions.map((stored) => [stored.name, stored]));
  const bind = createBinder(databaseSchema(database), (name) =>
    storedResult(name, database, functions),
  );
  const declarations = new Map(
    [...functions].map(([name, { declaration }]) => [name, declaration]),
  );
  const unavailable = new Map(
    database.functions.flatMap(({ name, unavailable: why }) => (why ? [[name, why]] : [])),
  );
  const refusedOnce = cacheByText<readonly KqlError[]>(1_000);
  /** What the binder does not know either is an error of the query. */
  const refusals = (text: string, diagnostics: readonly Diagnostic[]) =>
    refusedOnce(withoutTimes(text), () =>
      findRefusals(statements(text), declarations, unavailable),
    ).filter(
      ({ start }) =>
        !diagnostics.some(
          (wrong) => wrong.start === start && (isError(wrong) || wrong.code === FUZZY_NAME),
        ),
    );
  const run = (text: string, now: bigint, time: TimeScope | undefined, trace?: Trace) => {
    const query = statements(text);
    const scope = databaseScope(database, functions, time);
    return withinStack(text, () => {
      const { diagnostics } = bind(withoutTimes(text));
      const [refused] = refusals(text, diagnostics);
      if (refused) throw refused;
      refuseErrors(diagnostics, text);
      return result(text, evaluateStatements(query, createContext(text, now, scope, trace)));
    });
  };
  return {
    bind: (text) => {
      const fault = findFault(() => statements(text));
      if (fault) return { columns: [], diagnostics: [fault] };
      const { columns, diagnostics } = bind(text);
      const refused = refusals(text, diagnostics).map(diagnosticOf);
      const checked = diagnostics.filter(
        ({ start }) => !unavailable.has(callAround(text, start) ?? ""),
      );
      return { columns, diagnostics: [...checked, ...refused] };
    },
    reads: (text) => {
      const tables = database.tables.map(({ name }) => name);
      return findFault(() => statements(text))
        ? []
        : tablesRead(statements(text), declarations, tables);
    },
    execute: (text, now, time) => run(text, now, time),
    explain(text, now, time) {
      const { trace, steps } = createTrace(cpuMilliseconds);
      const table = storeTable(run(text, now, time, trace));
      return { table, steps };
    },
  };
}

function createContext(text: string, now: bigint, scope: DatabaseScope, trace?: Trace): Context {
  return { evaluator, text, now, scope, database: scope, spent: { calls: 0 }, trace };
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Cells are computed lazily, after `execute` has returned, so each read needs its own guard. */
function result(text: string, { length, columns }: Table): Table {
  return {
    length,
    columns: columns.map((column) => ({
      ...column,
      at: (row) => withinStack(text, () => column.at(row)),
    })),
  };
}

/**
 * The first reason why a text cannot be parsed. Whatever the binder reports after it would only be
 * a consequence.
 */
function findFault(read: () => unknown): Diagnostic | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    return diagnosticOf(error);
  }
}

function diagnosticOf({ start, length, known, code = "", message, problem }: KqlError): Diagnostic {
  return {
    code,
    severity: "error",
    message,
    start,
    end: start + length,
    ...(known && { known }),
    ...(problem === "unsupported" && { unsupported: true }),
  };
}

/** An empty time range: tables return their columns, and no row is read. */
const EMPTY_SCOPE: TimeScope = { from: 1n, to: 0n };

/**
 * The columns that a stored function returns when called without arguments; undefined if it cannot
 * be evaluated that way.
 */
function storedResult(
  name: string,
  database: Database,
  functions: ReadonlyMap<string, StoredFunction>,
) {
  const scope = databaseScope(database, functions, EMPTY_SCOPE);
  try {
    const text = `${name}()`;
    const context = createContext(text, 0n, scope);
    return evaluateStatements(lowerQuery(parse(text)), context).columns;
  } catch (error) {
    if (error instanceof KqlError) return undefined;
    throw error;
  }
}

function databaseScope(
  database: Database,
  functions: ReadonlyMap<string, StoredFunction>,
  time: TimeScope | undefined,
): DatabaseScope {
  const tables = new Map<string, Binding>(
    database.tables.map((table) => [
      table.name,
      { kind: "table", table: once(() => table.rows(time)) },
    ]),
  );
  const stored = new Map<string, Binding>();
  const scope: DatabaseScope = {
    tables: [...tables.keys()],
    lookup: (name) => stored.get(name) ?? tables.get(name),
  };
  for (const [name, { declaration }] of functions)
    stored.set(name, { kind: "function", declaration, scope });
  return scope;
}

function databaseSchema({ tables, functions }: Database): DatabaseSchema {
  return {
    tables: tables.map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => ({ name: column.name, type: column.type })),
    })),
    functions: functions.map(({ name, parameters, body }) => ({ name, parameters, body })),
  };
}

/** Kusto's warning for a table or function of a fuzzy union that does not exist. */
const FUZZY_NAME = "KS205";

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function refuseErrors(diagnostics: readonly Diagnostic[], text: string): void {
  const wrong = diagnostics.find(isError);
  if (wrong && wrong.end <= text.length)
    throw new KqlError("semantic", wrong.message, wrong, wrong.code);
}
