import { type Column, paddedColumn } from "../columns/column.ts";
import { createNamer } from "../columns/names.ts";
import type { Table } from "../table.ts";
import { missing } from "../values/types.ts";
import type { RowPairs } from "./row-pairs.ts";

interface NamedColumn {
  readonly column: Column;
  readonly name: string;
}

/** The columns of the left table, then those of the right one under the given names. */
export function pairColumns(left: Table, right: readonly NamedColumn[], pairs: RowPairs): Table {
  return {
    length: pairs.left.length,
    columns: [
      ...left.columns.map((column) => pad(column, column.name, pairs.left)),
      ...right.map(({ column, name }) => pad(column, name, pairs.right)),
    ],
  };
}

function pad(column: Column, name: string, rows: Int32Array): Column {
  return paddedColumn(name, column, rows, missing(column.type));
}

/** A right column whose name is already in use gets the suffix 1, 2, ... */
export function nameRightColumns(left: Table, right: readonly Column[]): NamedColumn[] {
  const nameOnce = createNamer(left.columns.map(({ name }) => name));
  return right.map((column) => ({ column, name: nameOnce(column.name) }));
}
