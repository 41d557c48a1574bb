import { KqlError, type Span } from "../errors.ts";
import type { JoinKey } from "../nodes.ts";
import { type Column, columnNamed, type Table } from "../table.ts";
import { rowKey } from "../values/compare.ts";

/** The rows of a table, indexed by the values of their key columns. Nulls match each other. */
export interface KeyedRows {
  readonly keyAt: (row: number) => string;
  readonly rowsOf: ReadonlyMap<string, readonly number[]>;
}

export function keyRows(table: Table, names: readonly string[], at: Span): KeyedRows {
  const columns = names.map((name) => keyColumn(table, name, at));
  const keyAt = (row: number) => rowKey(columns.map((column) => column.at(row)));
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < table.length; row++) {
    const key = keyAt(row);
    const rows = rowsOf.get(key);
    if (rows) rows.push(row);
    else rowsOf.set(key, [row]);
  }
  return { keyAt, rowsOf };
}

function keyColumn(table: Table, name: string, at: Span): Column {
  const column = columnNamed(table, name);
  if (!column)
    throw new KqlError("semantic", `The join column '${name}' is not in both tables.`, at, "KS145");
  return column;
}

export const leftNames = (on: readonly JoinKey[]) => on.map(({ left }) => left);
export const rightNames = (on: readonly JoinKey[]) => on.map(({ right }) => right);
