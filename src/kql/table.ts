import type { ColumnSchema, ScalarType, Value } from "./values/types.ts";

/** A named column whose cells are read by row number, whether stored, computed or constant. */
export interface Column extends ColumnSchema {
  at(row: number): Value;
  /** The same column restricted to `rows`, in that order. */
  select(rows: Uint32Array, compose: Compose): Column;
}

/**
 * Composes two row selections. The same pair always returns the same array, so columns that share
 * a selection share one array.
 */
export type Compose = (inner: Uint32Array, outer: Uint32Array) => Uint32Array;

export interface Table {
  readonly length: number;
  readonly columns: readonly Column[];
}

export const EMPTY_ROW: Table = { length: 1, columns: [] };

export function storedColumn(name: string, type: ScalarType, values: readonly Value[]): Column {
  return readColumn(name, type, (row) => values[row] as Value);
}

/** A column of few distinct values: `codes[row]` is the index of the row's value in `values`. */
export function codedColumn(
  name: string,
  type: ScalarType,
  codes: Uint32Array,
  values: readonly Value[],
): Column {
  return readColumn(name, type, (row) => values[codes[row] as number] as Value);
}

/** 64-bit ticks or longs; `nulls`, if given, has a 1 for each row that is null. */
export function longColumn(
  name: string,
  type: "long" | "datetime" | "timespan",
  values: BigInt64Array,
  nulls?: Uint8Array,
): Column {
  return readColumn(name, type, (row) => (nulls?.[row] === 1 ? null : (values[row] as bigint)));
}

function readColumn(name: string, type: ScalarType, read: (row: number) => Value): Column {
  return { name, type, at: read, select: (rows) => selectedColumn(name, type, read, rows) };
}

function selectedColumn(
  name: string,
  type: ScalarType,
  read: (row: number) => Value,
  rows: Uint32Array,
): Column {
  return {
    name,
    type,
    at: (row) => read(rows[row] as number),
    select: (outer, compose) => selectedColumn(name, type, read, compose(rows, outer)),
  };
}

/** A column computed lazily, each cell at most once. */
export function computedColumn(
  name: string,
  type: ScalarType,
  compute: (row: number) => Value,
): Column {
  const cells: (Value | undefined)[] = [];
  const at = (row: number): Value => {
    const cached = cells[row];
    if (cached !== undefined) return cached;
    const value = compute(row);
    cells[row] = value;
    return value;
  };
  return { name, type, at, select: (rows) => viewRows(name, type, at, rows) };
}

export function constantColumn(name: string, type: ScalarType, value: Value): Column {
  const column: Column = { name, type, at: () => value, select: () => column };
  return column;
}

/** A column over the rows of another. A cell with a negative row number reads as `absent`. */
export function paddedColumn(name: string, from: Column, rows: Int32Array, absent: Value): Column {
  return viewRows(name, from.type, (row) => (row < 0 ? absent : from.at(row)), rows);
}

function viewRows(
  name: string,
  type: ScalarType,
  read: (row: number) => Value,
  rows: Uint32Array | Int32Array,
): Column {
  const at = (row: number) => read(rows[row] as number);
  return { name, type, at, select: (outer) => viewRows(name, type, at, outer) };
}

export function renameColumn(column: Column, name: string): Column {
  return {
    name,
    type: column.type,
    at: column.at,
    select: (rows, compose) => renameColumn(column.select(rows, compose), name),
  };
}

export function selectRows(table: Table, rows: Uint32Array): Table {
  const composed = new Map<Uint32Array, Uint32Array>();
  const compose: Compose = (inner, outer) => {
    const cached = composed.get(inner);
    if (cached) return cached;
    const both = outer.map((row) => inner[row] as number);
    composed.set(inner, both);
    return both;
  };
  return {
    length: rows.length,
    columns: table.columns.map((column) => column.select(rows, compose)),
  };
}

export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
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

/** A copy of the table with every cell computed, as `materialize` needs it. */
export function storeTable(table: Table): Table {
  const columns = table.columns.map((c) =>
    storedColumn(
      c.name,
      c.type,
      Array.from({ length: table.length }, (_, row) => c.at(row)),
    ),
  );
  return { length: table.length, columns };
}
