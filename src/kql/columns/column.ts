import type { ColumnSchema, ScalarType, Value } from "../values/types.ts";
import { type Codes, codesOf, readByCode } from "./codes.ts";
import type { Selection } from "./selection.ts";

/** A named column whose cells are read by row number, whether stored, computed or constant. */
export interface Column extends ColumnSchema {
  /** Set if all rows have the same value. */
  readonly constant?: true;
  readonly codes?: Codes | undefined;
  at(row: number): Value;
  /** The same column restricted to the selected rows. */
  select(selection: Selection): Column;
}

type Read = (row: number) => Value;

/** What a column reads: cells of its own rows, or those of `rows` of another table. */
interface Source {
  readonly read: Read;
  readonly codes?: Codes | undefined;
  readonly rows?: Uint32Array | undefined;
}

function columnOver(name: string, type: ScalarType, { read, codes, rows }: Source): Column {
  return {
    name,
    type,
    codes,
    at: rows ? (row) => read(rows[row] as number) : read,
    select: (selection) =>
      columnOver(name, type, {
        read,
        codes: codes && selection.codes(codes),
        rows: rows ? selection.within(rows) : selection.rows,
      }),
  };
}

export function storedColumn(name: string, type: ScalarType, values: readonly Value[]): Column {
  return columnOver(name, type, { read: (row) => values[row] as Value });
}

/** A column of few distinct values: `codes[row]` is the index of the row's value in `values`. */
export function codedColumn(
  name: string,
  type: ScalarType,
  codes: Uint32Array,
  values: readonly Value[],
): Column {
  return columnOver(name, type, {
    read: (row) => values[codes[row] as number] as Value,
    codes: codesOf(codes, values.length),
  });
}

/** 64-bit longs or ticks; `nulls` has a 1 for each row that is null. */
export function longColumn(
  name: string,
  type: "long" | "datetime" | "timespan",
  values: BigInt64Array,
  nulls?: Uint8Array,
): Column {
  const read: Read = nulls
    ? (row) => (nulls[row] === 1 ? null : (values[row] as bigint))
    : (row) => values[row] as bigint;
  return columnOver(name, type, { read });
}

/** A column computed when it is read: once for each code, or else once for each row. */
export function computedColumn(
  name: string,
  type: ScalarType,
  compute: Read,
  codes?: Codes,
): Column {
  if (codes) return columnOver(name, type, { read: readByCode(codes, compute), codes });
  const cells: (Value | undefined)[] = [];
  const read: Read = (row) => {
    const cached = cells[row];
    if (cached !== undefined) return cached;
    const value = compute(row);
    cells[row] = value;
    return value;
  };
  return columnOver(name, type, { read });
}

export function constantColumn(name: string, type: ScalarType, value: Value): Column {
  const column: Column = { name, type, constant: true, at: () => value, select: () => column };
  return column;
}

/** A column over the rows of another. A cell with a negative row number reads as `absent`. */
export function paddedColumn(name: string, from: Column, rows: Int32Array, absent: Value): Column {
  return columnOver(name, from.type, {
    read: (row) => {
      const of = rows[row] as number;
      return of < 0 ? absent : from.at(of);
    },
    codes: from.codes && padCodes(from.codes, rows),
  });
}

function padCodes(codes: Codes, rows: Int32Array): Codes | undefined {
  if (codes.count > rows.length) return undefined;
  let padded: Uint32Array | undefined;
  const pad = () => {
    const own = codes.list();
    return Uint32Array.from(rows, (row) => (row < 0 ? codes.count : (own[row] as number)));
  };
  return {
    count: codes.count + 1,
    list: () => {
      padded ??= pad();
      return padded;
    },
  };
}

/** A column that reads from others, such as one of a union. */
export function readColumn(schema: ColumnSchema, read: Read, codes?: Codes): Column {
  return columnOver(schema.name, schema.type, { read, codes });
}

export function renameColumn(column: Column, name: string): Column {
  if (column.name === name) return column;
  return {
    name,
    type: column.type,
    codes: column.codes,
    ...(column.constant && { constant: true }),
    at: column.at,
    select: (selection) => renameColumn(column.select(selection), name),
  };
}
