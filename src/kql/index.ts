/**
 * Kusto queries, executed on this machine. Code outside this folder imports from here only, and
 * from `language/answers.ts`, which the command line needs before it loads anything else.
 *
 *     const engine = createEngine({ tables, functions });
 *     const { columns, diagnostics } = engine.bind(text);   // the result's columns, and errors
 *     const table = engine.execute(text, now);              // a Table, or it throws a KqlError
 *
 * A database is passed in as values: tables, which give their rows when a query reads them, and
 * stored functions. `now` (ticks) is the only clock, so the same query over the same tables always
 * gives the same answer. It is Kusto's answer; where the engine cannot give that, it refuses the
 * query and says which part of it, and where.
 */

export {
  createEngine,
  type DatabaseTable,
  type Engine,
  type StoredFunction,
  type TimeScope,
} from "./engine.ts";
export type { Step } from "./trace.ts";

// Errors, with their place in the text, and limits.

export { KqlError, lineAndColumn } from "./errors.ts";
export { LimitError, limit, withRowsAtMost } from "./limits.ts";

// What a text says without a database.

export { describeQuery } from "./describe-query.ts";
export { findFunctionCycles } from "./function-cycles.ts";
export { findPipeHead } from "./pipe-head.ts";
export { type Dropped, type Exclusion, queryExclusions } from "./query-exclusions.ts";
export { readStoredFunction } from "./stored-function.ts";

// Tables. `table.columns[i].at(row)` reads a cell.

export {
  type Column,
  codedColumn,
  constantColumn,
  longColumn,
  storedColumn,
} from "./columns/column.ts";
export { makeTable, selectRows, storeTable, type Table } from "./table.ts";

// Cells. `Value` says what each type of column holds.

export { convert } from "./functions/conversion.ts";
export {
  inRange,
  msFromTicks,
  parseDatetime,
  TICKS_PER_DAY,
  ticksFromMs,
} from "./values/datetime.ts";
export { fromParsedJson } from "./values/json.ts";
export { jsonText, toText } from "./values/text.ts";
export {
  type ColumnSchema,
  missing,
  type ScalarType,
  typeNamed,
  type Value,
} from "./values/types.ts";
export { WrittenReal } from "./values/written-real.ts";
