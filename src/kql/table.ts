import { type Column, storedColumn } from "./columns/column.ts";
import { createSelection } from "./columns/selection.ts";
import type { ColumnSchema, Value } from "./values/types.ts";

export interface Table {
  readonly length: number;
  readonly columns: readonly Column[];
}

export const EMPTY_ROW: Table = { length: 1, columns: [] };

export function selectRows(table: Table, rows: Uint32Array): Table {
  const selection = createSelection(rows);
  return { length: rows.length, columns: table.columns.map((column) => column.select(selection)) };
}

/** The first rows of a table. */
export function firstRows(table: Table, count: number): Table {
  return count >= table.length
    ? table
    : selectRows(
        table,
        Uint32Array.from({ length: count }, (_, row) => row),
      );
}

export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The table with columns replaced in place, or appended if it has none of that name. */
export function withColumns(table: Table, columns: readonly Column[]): Table {
  const added = new Map(columns.map((column) => [column.name, column]));
  const kept = table.columns.map((column) => {
    const own = added.get(column.name);
    added.delete(column.name);
    return own ?? column;
  });
  return { length: table.length, columns: [...kept, ...added.values()] };
}

/** A table from rows whose cells are in column order. */
export function makeTable(
  schema: readonly ColumnSchema[],
  rows: readonly (readonly Value[])[],
): Table {
  return {
    length: rows.length,
    columns: schema.map(({ name, type }, index) =>
      storedColumn(
        name,
        type,
        rows.map((row) => row[index] as Value),
      ),
    ),
  };
}

/** The table with every cell computed, so that reading it later cannot fail. */
export function storeTable(table: Table): Table {
  const columns = table.columns.map((column) =>
    storedColumn(
      column.name,
      column.type,
      Array.from({ length: table.length }, (_, row) => column.at(row)),
    ),
  );
  return { length: table.length, columns };
}
