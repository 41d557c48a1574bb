import type { ScalarType } from "../kql/index.ts";
import type { CellColumn } from "./data/cell-column.ts";
import type { Record_ } from "./data/record.ts";
import type { RowShape } from "./data/row-shape.ts";
import { StoredRows } from "./data/stored-rows.ts";

/** The time of a row that has none. */
export const NO_TIME = -1n;

/** The rows of a table that come from one file. */
export interface TablePart {
  /** The rows of the file. */
  readonly rows: StoredRows;
  /** Those of the table, ascending; undefined if all are. */
  readonly selected: Uint32Array | undefined;
  /** The TimeGenerated of each, in ticks. */
  readonly times: BigInt64Array;
  /** The types of undeclared columns, as far as known; the rest are inferred from the values. */
  readonly types: ReadonlyMap<string, ScalarType>;
  /** How to read the strings of a column whose type the file does not give. */
  readonly readers: ReadonlyMap<string, (text: string) => unknown>;
}

/** The cells of a column in a part. */
export interface PartCells {
  readonly column: CellColumn;
  /** The code of each row of the part. */
  readonly codes: Uint32Array;
  value(code: number): unknown;
  /** Whether `value` returns what the file has. */
  readonly isRead: boolean;
}

/** A part of rows in memory. */
export function partOf(
  records: readonly Record_[],
  types: ReadonlyMap<string, ScalarType> = new Map(),
): TablePart {
  const rows = new StoredRows();
  for (const record of records) rows.add(record, 0);
  const column = rows.columns.get("TimeGenerated");
  const times = new BigInt64Array(rows.length).fill(NO_TIME);
  for (let row = 0; row < rows.length; row++) column?.writeTicks(column.code(row), times, row);
  return { rows, selected: undefined, times, types, readers: new Map() };
}

export function partLength({ times }: TablePart): number {
  return times.length;
}

/** The row of the file that is a row of the part. */
export function rowOfPart({ selected }: TablePart, at: number): number {
  return selected ? (selected[at] as number) : at;
}

/** The cells of a column; undefined if the file does not have it. */
export function cellsOf(
  { rows, selected, readers }: TablePart,
  name: string,
): PartCells | undefined {
  const column = rows.columns.get(name);
  if (!column) return undefined;
  const all = column.codesOf(rows.length);
  const read = readers.get(name);
  return {
    column,
    codes: selected ? selected.map((row) => all[row] as number) : all,
    isRead: read === undefined,
    value(code) {
      const value = column.value(code);
      return read && typeof value === "string" ? read(value) : value;
    },
  };
}

/** The shapes that rows of the part have, that of the first row first. */
export function partShapes(part: TablePart): readonly RowShape[] {
  const shapes = new Set<RowShape>();
  for (let at = 0; at < partLength(part); at++) shapes.add(part.rows.shape(rowOfPart(part, at)));
  return [...shapes];
}

/** The rows of a part at these places, ascending. */
export function selectPart(part: TablePart, chosen: readonly number[]): TablePart {
  return {
    ...part,
    selected: Uint32Array.from(chosen, (at) => rowOfPart(part, at)),
    times: BigInt64Array.from(chosen, (at) => part.times[at] ?? NO_TIME),
  };
}
