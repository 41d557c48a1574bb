/**
 * Kusto queries, executed on this machine: the way into this folder from outside, and the only one
 * but for `language/answers.ts`, which a start of the command line needs before anything else.
 *
 *     const engine = createEngine({ tables, functions });
 *     const { columns, diagnostics } = engine.bind(text);   // what is wrong, and the result's columns
 *     const table = engine.execute(text, now);              // a Table, or it throws a KqlError
 *
 * A database comes in as values: tables that give their rows when a query reads them, and stored
 * functions. `now` is in ticks and is the only clock, so the same query over the same tables always
 * has the same answer. The answer is Kusto's; what the engine cannot answer as Kusto does, it
 * refuses with name and place.
 */

export {
  type Column,
  codedColumn,
  constantColumn,
  longColumn,
  storedColumn,
} from "./columns/column.ts";
/** What a text says without a database: a stored function's file, and what a query reads. */
export { describeQuery } from "./describe-query.ts";
export {
  createEngine,
  type DatabaseTable,
  type Engine,
  type StoredFunction,
  type TimeScope,
} from "./engine.ts";
/** What goes wrong, and where in the text. */
export { KqlError, lineAndColumn } from "./errors.ts";
/** Cells: `Value` says what each type of column holds. */
export { convert } from "./functions/conversion.ts";
export { LimitError, limit, withRowsAtMost } from "./limits.ts";
export { readStoredFunction } from "./stored-function.ts";
/** Tables: read a cell by `table.columns[i].at(row)`. */
export { makeTable, selectRows, storeTable, type Table } from "./table.ts";
export type { Step } from "./trace.ts";
export { msFromTicks, parseDatetime, ticksFromMs } from "./values/datetime.ts";
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
