import type { DatabaseTable, TimeScope } from "../kql/engine.ts";
import { convert } from "../kql/functions/conversion.ts";
import { selectRows, storedColumn, type Table } from "../kql/table.ts";
import { type ColumnSchema, missing, type ScalarType, type Value } from "../kql/values/types.ts";
import { WrittenReal } from "./data/exact-json.ts";
import { isoOfShortTime } from "./data/local-times.ts";
import { jsonOf } from "./data/typed-cells.ts";
import { declaredColumns } from "./schemas.ts";

/** A row of a table file: any JSON object; integers beyond 2^53 are bigints. */
export type Record_ = Readonly<Record<string, unknown>>;

/** Rows of a table that come from one file. */
export interface TablePart {
  readonly records: readonly Record_[];
  /** Each record's TimeGenerated in ticks; where it is left out, it is read from the record. */
  readonly times?: readonly bigint[];
  /**
   * What is known of the types of columns that are not declared; the other columns take theirs from
   * the values.
   */
  readonly types?: ReadonlyMap<string, ScalarType>;
}

/**
 * A table over records, ordered by TimeGenerated; declared columns first, then whatever else the
 * records hold.
 */
export function tableFrom(name: string, records: readonly Record_[]): DatabaseTable {
  return tableFromParts(name, [{ records }]);
}

/**
 * The same over the rows of several files; a column that two of them type differently has the type
 * that holds both.
 */
export function tableFromParts(name: string, parts: readonly TablePart[]): DatabaseTable {
  const columns = columnsFor(name, parts);
  const records = parts.flatMap((part) => part.records);
  const times = parts.flatMap(
    (part): readonly (bigint | undefined)[] => part.times ?? part.records.map(timeOf),
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
    column.name === time.name ? time : columnOf(column, sorted),
  );
  const table: Table = { length: sorted.length, columns: stored };
  return { name, columns, rows: (scope) => (scope ? within(table, ticks, scope) : table) };
}

/** The record's TimeGenerated in ticks; undefined where it has none that can be read. */
export function timeOf(record: Record_): bigint | undefined {
  return ticksOf(record["TimeGenerated"]);
}

/**
 * ISO 8601 (UTC where it names no zone), `Tue, 10 Nov 2026 10:00:00 GMT`, `Nov 10, 2026 10:00 AM`.
 */
const TIME =
  /^\s*(?:\d{4}-\d|(?:[A-Za-z]{3}, )?(?:\d{1,2} [A-Za-z]{3,9}|[A-Za-z]{3,9} \d{1,2},) \d{4}\b)/;
/** `11/10/2026 10:00 AM`: KQL reads the month first. */
const SLASHES = /^\s*\d{1,2}\/\d{1,2}\/\d{4}/;

/**
 * Ticks of a time's text; undefined for anything else: a number is no time, since nobody says what
 * it counts.
 */
export function ticksOf(value: unknown): bigint | undefined {
  if (typeof value !== "string") return undefined;
  const text = SLASHES.test(value)
    ? isoOfShortTime(value, "month", 0)
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

/** A standard column of every table, and what ingestion_time() reads. */
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
          types?.get(key) ?? (key === RECEIVED ? "datetime" : typeOf(value)),
        ];
        columns.set(key, before === undefined || before === own ? own : typeOfBoth(before, own));
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

function typeOf(value: unknown): ScalarType {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "long";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "long" : "real";
  return value instanceof WrittenReal ? "real" : "dynamic";
}

const NUMBERS: readonly ScalarType[] = ["int", "long", "real"];

/**
 * The type of a column that holds values of two: a column of a workspace has one. Numbers widen;
 * whatever is no bag or array becomes text, as where a schema is inferred; a dynamic stays one.
 */
function typeOfBoth(a: ScalarType, b: ScalarType): ScalarType {
  if (a === "dynamic" || b === "dynamic") return "dynamic";
  const [x, y] = [NUMBERS.indexOf(a), NUMBERS.indexOf(b)];
  return x >= 0 && y >= 0 ? (NUMBERS[Math.max(x, y)] ?? "real") : "string";
}

/**
 * Custom tables that the old collector API fills name the type in the column: every number is a
 * real there.
 */
function typeBySuffix(column: string, type: ScalarType, parts: readonly TablePart[]): ScalarType {
  if (column.endsWith("_d")) return NUMBERS.includes(type) ? "real" : type;
  if (column.endsWith("_s")) return type === "dynamic" ? type : "string";
  if (!column.endsWith("_t") || type !== "string") return type;
  const isTime = ({ [column]: value }: Record_) =>
    value === undefined || value === null || value === "" || ticksOf(value) !== undefined;
  return parts.every(({ records }) => records.every(isTime)) ? "datetime" : type;
}

function columnOf({ name, type }: ColumnSchema, records: readonly Record_[]) {
  const absent = missing(type);
  const values = records.map((record): Value => {
    const value = plainValue(record[name], type);
    return value === undefined || value === null
      ? absent
      : (convert(value as Value, jsonType(value), type) ?? absent);
  });
  return storedColumn(name, type, values);
}

/** Services and tables of text write a dynamic as JSON in a string. */
function plainValue(value: unknown, type: ScalarType): unknown {
  if (typeof value === "string") return type === "dynamic" ? (jsonOf(value) ?? value) : value;
  return value instanceof WrittenReal ? value.value : value;
}

function jsonType(value: unknown): ScalarType {
  return typeof value === "string" ? "string" : "dynamic";
}

/** Rows whose time lies in the scope; `ticks` is ascending, so they are one run of rows. */
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
