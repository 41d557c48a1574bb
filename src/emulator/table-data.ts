import { storedColumn } from "../kql/columns/column.ts";
import type { DatabaseTable, TimeScope } from "../kql/engine.ts";
import { convert } from "../kql/functions/conversion.ts";
import { selectRows, type Table } from "../kql/table.ts";
import { fromParsedJson } from "../kql/values/json.ts";
import { type ColumnSchema, missing, type ScalarType, type Value } from "../kql/values/types.ts";
import { WrittenReal } from "./data/exact-json.ts";
import { shortTimeToIso } from "./data/local-times.ts";
import { parseJsonCell } from "./data/typed-cells.ts";
import { declaredColumns } from "./schemas.ts";

/** A row of a table file: any JSON object; integers beyond 2^53 are bigints. */
export type Record_ = Readonly<Record<string, unknown>>;

/** The rows of a table that come from one file. */
export interface TablePart {
  readonly records: readonly Record_[];
  /** The TimeGenerated of each record, in ticks; by default read from the record. */
  readonly times?: readonly bigint[];
  /** The types of undeclared columns, as far as known; the rest are inferred from the values. */
  readonly types?: ReadonlyMap<string, ScalarType>;
}

/** A table of records sorted by TimeGenerated: the declared columns, then any others they have. */
export function tableFrom(name: string, records: readonly Record_[]): DatabaseTable {
  return tableFromParts(name, [{ records }]);
}

/** Like `tableFrom`, for the rows of several files; differing column types are widened. */
export function tableFromParts(name: string, parts: readonly TablePart[]): DatabaseTable {
  const columns = columnsFor(name, parts);
  const records = parts.flatMap((part) => part.records);
  const times = parts.flatMap(
    (part): readonly (bigint | undefined)[] => part.times ?? part.records.map(recordTime),
  );
  const order = Uint32Array.from(records.keys()).sort(
    (a, b) => compare(times[a], times[b]) || a - b,
  );
  const sorted = Array.from(order, (row) => records[row] as Record_);
  const ticks = Array.from(order, (row) => times[row] ?? -1n);
  const time = storedColumn(
    "TimeGenerated",
    "datetime",
    Array.from(order, (row) => times[row] ?? null),
  );
  const stored = columns.map((column) =>
    column.name === time.name ? time : buildColumn(column, sorted),
  );
  const table: Table = { length: sorted.length, columns: stored };
  return { name, columns, rows: (scope) => (scope ? within(table, ticks, scope) : table) };
}

/** The record's TimeGenerated in ticks; undefined if it is missing or cannot be parsed. */
export function recordTime(record: Record_): bigint | undefined {
  return parseTicks(record["TimeGenerated"]);
}

/** ISO 8601 (UTC by default), `Tue, 10 Nov 2026 10:00:00 GMT` and `Nov 10, 2026 10:00 AM`. */
const TIME =
  /^\s*(?:\d{4}-\d|(?:[A-Za-z]{3}, )?(?:\d{1,2} [A-Za-z]{3,9}|[A-Za-z]{3,9} \d{1,2},) \d{4}\b)/;
/** `11/10/2026 10:00 AM`: KQL reads the month first. */
const SLASHES = /^\s*\d{1,2}\/\d{1,2}\/\d{4}/;

/** Ticks of a time in text form; undefined for anything else, such as a number of unknown unit. */
export function parseTicks(value: unknown): bigint | undefined {
  if (typeof value !== "string") return undefined;
  const text = SLASHES.test(value)
    ? shortTimeToIso(value, "month", 0)
    : TIME.test(value)
      ? value
      : undefined;
  const ticks = text === undefined ? null : convert(text, "string", "datetime");
  return typeof ticks === "bigint" ? ticks : undefined;
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  const [left, right] = [a ?? -1n, b ?? -1n];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A standard column of every table; ingestion_time() returns it. */
const RECEIVED = "_TimeReceived";

function columnsFor(name: string, parts: readonly TablePart[]): ColumnSchema[] {
  const columns = new Map<string, ScalarType>(
    declaredColumns(name).map((column) => [column.name, column.type]),
  );
  columns.set("TimeGenerated", "datetime");
  const declared = new Set(columns.keys());
  for (const { records, types } of parts) {
    for (const record of records) {
      for (const key of Object.keys(record)) {
        const value = record[key];
        if (declared.has(key) || value === null || value === undefined) continue;
        const [before, own] = [
          columns.get(key),
          types?.get(key) ?? (key === RECEIVED ? "datetime" : inferType(value)),
        ];
        columns.set(key, before === undefined || before === own ? own : commonType(before, own));
      }
    }
  }
  for (const [key, type] of parts.flatMap(({ types }) => [...(types ?? [])]))
    if (!columns.has(key)) columns.set(key, type);
  if (name.endsWith("_CL"))
    for (const [key, type] of columns)
      if (!declared.has(key)) columns.set(key, typeBySuffix(key, type, parts));
  return [...columns].map(([column, type]) => ({ name: column, type }));
}

function inferType(value: unknown): ScalarType {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "long";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "long" : "real";
  return value instanceof WrittenReal ? "real" : "dynamic";
}

const NUMBERS: readonly ScalarType[] = ["int", "long", "real"];

/**
 * The common type of a column with values of two types, as schema inference would choose it:
 * numbers are widened, a dynamic stays dynamic, and anything else becomes a string.
 */
function commonType(a: ScalarType, b: ScalarType): ScalarType {
  if (a === "dynamic" || b === "dynamic") return "dynamic";
  const [x, y] = [NUMBERS.indexOf(a), NUMBERS.indexOf(b)];
  return x >= 0 && y >= 0 ? (NUMBERS[Math.max(x, y)] ?? "real") : "string";
}

/**
 * The type that the suffix of a column name indicates in custom tables filled by the old Data
 * Collector API. Every number is a real there.
 */
function typeBySuffix(column: string, type: ScalarType, parts: readonly TablePart[]): ScalarType {
  if (column.endsWith("_d")) return NUMBERS.includes(type) ? "real" : type;
  if (column.endsWith("_s")) return type === "dynamic" ? type : "string";
  if (!column.endsWith("_t") || type !== "string") return type;
  const isTime = ({ [column]: value }: Record_) =>
    value === undefined || value === null || value === "" || parseTicks(value) !== undefined;
  return parts.every(({ records }) => records.every(isTime)) ? "datetime" : type;
}

function buildColumn({ name, type }: ColumnSchema, records: readonly Record_[]) {
  const absent = missing(type);
  const values = records.map((record): Value => {
    const value = plainValue(record[name], type);
    return value === undefined || value === null
      ? absent
      : (convert(value as Value, jsonType(value), type) ?? absent);
  });
  return storedColumn(name, type, values);
}

/** Unwraps a real, and reads a dynamic, which may be written as JSON in a string. */
function plainValue(value: unknown, type: ScalarType): unknown {
  if (value instanceof WrittenReal) return value.value;
  if (type !== "dynamic")
    return type === "string" && typeof value !== "string" ? fromParsedJson(value) : value;
  return fromParsedJson(typeof value === "string" ? (parseJsonCell(value) ?? value) : value);
}

function jsonType(value: unknown): ScalarType {
  return typeof value === "string" ? "string" : "dynamic";
}

/** The rows within the scope. They are contiguous, because `ticks` is ascending. */
function within(table: Table, ticks: readonly bigint[], { from, to }: TimeScope): Table {
  const [start, end] = [firstAtLeast(ticks, from), firstAtLeast(ticks, to + 1n)];
  if (start === 0 && end === ticks.length) return table;
  return selectRows(
    table,
    Uint32Array.from({ length: end - start }, (_, row) => start + row),
  );
}

function firstAtLeast(ticks: readonly bigint[], wanted: bigint): number {
  let [low, high] = [0, ticks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ticks[middle] as bigint) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
