import type { DatabaseTable, TimeScope } from "../kql/engine.ts";
import { converted } from "../kql/functions/conversion.ts";
import { selectRows, storedColumn, type Table } from "../kql/table.ts";
import { type ColumnSchema, missing, type ScalarType, type Value } from "../kql/values/types.ts";
import { declaredColumns } from "./schemas.ts";

/** A row of a table file: any JSON object. */
export type Record_ = Readonly<Record<string, unknown>>;

/** A table over records, ordered by TimeGenerated; declared columns first, then whatever else the records hold. */
export function tableFrom(name: string, records: readonly Record_[]): DatabaseTable {
  const columns = columnsFor(name, records);
  const times = records.map((record) => timeOf(record));
  const order = Uint32Array.from(records.keys()).sort((a, b) => compare(times[a], times[b]) || a - b);
  const sorted = Array.from(order, (row) => records[row] as Record_);
  const ticks = Array.from(order, (row) => times[row] ?? -1n);
  const table: Table = { length: sorted.length, columns: columns.map((column) => columnOf(column, sorted)) };
  return { name, columns, rows: (scope) => (scope ? within(table, ticks, scope) : table) };
}

/** The record's TimeGenerated in ticks; undefined where it has none that can be read. */
export function timeOf(record: Record_): bigint | undefined {
  const value = record["TimeGenerated"];
  const ticks = typeof value === "string" ? converted(value, "string", "datetime") : null;
  return typeof ticks === "bigint" ? ticks : undefined;
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  const [left, right] = [a ?? -1n, b ?? -1n];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A standard column of every table, and what ingestion_time() reads. */
const RECEIVED = "_TimeReceived";

function columnsFor(name: string, records: readonly Record_[]): ColumnSchema[] {
  const columns = new Map<string, ScalarType>(declaredColumns(name).map((column) => [column.name, column.type]));
  columns.set("TimeGenerated", "datetime");
  const declared = new Set(columns.keys());
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) {
      if (declared.has(key) || value === null) continue;
      const [before, own] = [columns.get(key), key === RECEIVED ? "datetime" : typeOf(value)];
      columns.set(key, before === undefined || before === own ? own : "dynamic");
    }
  }
  return [...columns].map(([column, type]) => ({ name: column, type }));
}

function typeOf(value: unknown): ScalarType {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "real";
  return "dynamic";
}

function columnOf({ name, type }: ColumnSchema, records: readonly Record_[]) {
  const absent = missing(type);
  const values = records.map((record): Value => {
    const value = record[name];
    return value === undefined || value === null ? absent : (converted(value as Value, jsonType(value), type) ?? absent);
  });
  return storedColumn(name, type, values);
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
