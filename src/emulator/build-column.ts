import {
  type Column,
  type ColumnSchema,
  codedColumn,
  constantColumn,
  convert,
  fromParsedJson,
  longColumn,
  missing,
  type ScalarType,
  storedColumn,
  type Value,
  WrittenReal,
} from "../kql/index.ts";
import { ABSENT } from "./data/token-list.ts";
import { parseJsonCell } from "./data/typed-cells.ts";
import { cellsOf, type PartCells, partLength, type TablePart } from "./table-part.ts";

/** The rows of a table: its parts one after the other, then put into an order. */
export interface TableRows {
  readonly parts: readonly TablePart[];
  readonly length: number;
  /** For each row, its place in the parts; undefined if they are in order. */
  readonly order: Uint32Array | undefined;
}

/** Share of distinct values up to which a column keeps each value once. */
const FEW = 0.5;

/** Makes a column of the engine from the cells that the parts have for it. */
export function buildColumn(schema: ColumnSchema, rows: TableRows): Column {
  const { name, type } = schema;
  const runs = rows.parts.map((part) => ({
    length: partLength(part),
    cells: cellsOf(part, name),
  }));
  if (runs.every(({ cells }) => cells === undefined))
    return constantColumn(name, type, missing(type));
  if (type === "long" || type === "datetime" || type === "timespan")
    return buildLongs(name, type, runs, rows);
  const distinct = runs.reduce((sum, { cells }) => sum + (cells?.column.tokens.size ?? 1), 0);
  // Equal values of these types can differ: 0 and -0, and objects.
  const isCoded = type !== "real" && type !== "dynamic" && distinct <= rows.length * FEW;
  if (!isCoded) return buildValues(schema, runs, rows);
  return shareCodes(schema, runs, rows) ?? buildCodes(schema, runs, rows);
}

/** The cells of one part. */
interface Run {
  readonly length: number;
  readonly cells: PartCells | undefined;
}

/** Converts the value of a code, each once. */
function converter(cells: PartCells | undefined, type: ScalarType): (code: number) => Value {
  const absent = missing(type);
  const known: (Value | undefined)[] = [];
  return (code) => {
    const before = known[code];
    if (before !== undefined) return before;
    const value = cells ? (convertCell(cells.value(code), type) ?? absent) : absent;
    known[code] = value;
    return value;
  };
}

/** The value of a cell in the type of its column; null if it cannot be converted. */
function convertCell(value: unknown, type: ScalarType): Value {
  const plain = plainValue(value, type);
  return plain === undefined || plain === null
    ? null
    : convert(plain as Value, typeof plain === "string" ? "string" : "dynamic", type);
}

/** Unwraps a real, and reads a dynamic, which may be written as JSON in a string. */
function plainValue(value: unknown, type: ScalarType): unknown {
  if (value instanceof WrittenReal) return value.value;
  if (type !== "dynamic")
    return type === "string" && typeof value !== "string" ? fromParsedJson(value) : value;
  return fromParsedJson(typeof value === "string" ? (parseJsonCell(value) ?? value) : value);
}

function buildValues({ name, type }: ColumnSchema, runs: readonly Run[], rows: TableRows): Column {
  const values = new Array<Value>(rows.length);
  let at = 0;
  for (const { length, cells } of runs) {
    const valueAt = converter(cells, type);
    for (let row = 0; row < length; row++) values[at++] = valueAt(cells?.codes[row] ?? ABSENT);
  }
  const { order } = rows;
  return storedColumn(
    name,
    type,
    order ? Array.from(order, (row) => values[row] as Value) : values,
  );
}

/** Uses the codes of the file, if they are those of a column of strings and need no change. */
function shareCodes({ name, type }: ColumnSchema, runs: readonly Run[], rows: TableRows) {
  const [cells] = runs.map((run) => run.cells);
  if (type !== "string" || runs.length > 1 || rows.order || !cells?.isRead) return undefined;
  const { codes, column } = cells;
  if (!column.tokens.isDistinct || !column.tokens.onlyStrings) return undefined;
  const values = Array.from({ length: column.tokens.size }, (_, code) =>
    code === ABSENT ? missing(type) : column.tokens.string(code),
  );
  if (values.includes(missing(type), ABSENT + 1)) return undefined;
  const [, first] = values;
  return values.length === 2 && first !== undefined && !codes.includes(ABSENT)
    ? constantColumn(name, type, first)
    : codedColumn(name, type, codes, values);
}

function buildCodes({ name, type }: ColumnSchema, runs: readonly Run[], rows: TableRows): Column {
  const codes = new Uint32Array(rows.length);
  const values: Value[] = [];
  const known = new Map<Value, number>();
  const codeOf = (value: Value) => {
    const code = known.get(value) ?? values.push(value) - 1;
    known.set(value, code);
    return code;
  };
  let at = 0;
  for (const { length, cells } of runs) {
    const valueAt = converter(cells, type);
    const ours: number[] = [];
    for (let row = 0; row < length; row++) {
      const code = cells?.codes[row] ?? ABSENT;
      codes[at++] = ours[code] ??= codeOf(valueAt(code));
    }
  }
  const { order } = rows;
  const [first] = values;
  return values.length === 1 && first !== undefined
    ? constantColumn(name, type, first)
    : codedColumn(name, type, order ? order.map((row) => codes[row] as number) : codes, values);
}

function buildLongs(
  name: string,
  type: "long" | "datetime" | "timespan",
  runs: readonly Run[],
  rows: TableRows,
): Column {
  const values = new BigInt64Array(rows.length);
  const nulls = new Uint8Array(rows.length);
  const isTime = type === "datetime";
  let at = 0;
  for (const { length, cells } of runs) {
    const valueAt = converter(cells, type);
    for (let row = 0; row < length; row++, at++) {
      const code = cells?.codes[row] ?? ABSENT;
      if (isTime && cells?.isRead && cells.column.writePlainTicks(code, values, at)) continue;
      const value = valueAt(code);
      if (typeof value === "bigint") values[at] = value;
      else nulls[at] = 1;
    }
  }
  const { order } = rows;
  const inOrder = order ? BigInt64Array.from(order, (row) => values[row] as bigint) : values;
  if (!nulls.includes(1)) return longColumn(name, type, inOrder);
  return longColumn(
    name,
    type,
    inOrder,
    order ? Uint8Array.from(order, (row) => nulls[row] as number) : nulls,
  );
}
