import {
  type Column,
  type ColumnSchema,
  type DatabaseTable,
  longColumn,
  selectRows,
  type Table,
  type TimeScope,
} from "../kql/index.ts";
import { buildColumn } from "./build-column.ts";
import { parseTicks } from "./data/parse-ticks.ts";
import type { Record_ } from "./data/record.ts";
import { NO_TIME, partLength, partOf, type TablePart } from "./table-part.ts";
import { tableSchema } from "./table-schema.ts";

export type { Record_ };

/** A table of records sorted by TimeGenerated: the declared columns, then any others they have. */
export function tableFrom(name: string, records: readonly Record_[]): DatabaseTable {
  return tableFromParts(name, [partOf(records)]);
}

/**
 * Like `tableFrom`, for the rows of several files; differing column types are widened. `declared`
 * are its columns, if the catalogue is not to say.
 */
export function tableFromParts(
  name: string,
  parts: readonly TablePart[],
  declared?: readonly ColumnSchema[],
): DatabaseTable {
  const columns = tableSchema(name, parts, declared);
  const times = joinTimes(parts);
  const order = sortedOrder(times);
  const ticks = order ? BigInt64Array.from(order, (row) => times[row] as bigint) : times;
  const rows = { parts, length: times.length, order };
  const stored = columns.map((column) =>
    column.name === "TimeGenerated" ? timeColumn(ticks) : buildColumn(column, rows),
  );
  return scopedTable(name, columns, { length: times.length, columns: stored }, ticks);
}

/** A table that keeps nothing alive of what it was made from. */
function scopedTable(
  name: string,
  columns: readonly ColumnSchema[],
  table: Table,
  ticks: BigInt64Array,
): DatabaseTable {
  return { name, columns, rows: (scope) => (scope ? within(table, ticks, scope) : table) };
}

/** The record's TimeGenerated in ticks; undefined if it is missing or cannot be parsed. */
export function recordTime(record: Record_): bigint | undefined {
  return parseTicks(record["TimeGenerated"]);
}

/** The column TimeGenerated, from times in order: rows without one come first. */
function timeColumn(ticks: BigInt64Array): Column {
  const timed = firstAtLeast(ticks, NO_TIME + 1n);
  const nulls = timed > 0 ? new Uint8Array(ticks.length).fill(1, 0, timed) : undefined;
  return longColumn("TimeGenerated", "datetime", ticks, nulls);
}

function joinTimes(parts: readonly TablePart[]): BigInt64Array {
  const [first, ...others] = parts;
  if (first && others.length === 0) return first.times;
  const times = new BigInt64Array(parts.reduce((sum, part) => sum + partLength(part), 0));
  let at = 0;
  for (const part of parts) {
    times.set(part.times, at);
    at += partLength(part);
  }
  return times;
}

/** The order of the rows by time, equal ones as they are; undefined if they are in order. */
function sortedOrder(times: BigInt64Array): Uint32Array | undefined {
  if (areSorted(times)) return undefined;
  return Uint32Array.from(times.keys()).sort((a, b) => {
    const [left, right] = [times[a] as bigint, times[b] as bigint];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}

function areSorted(times: BigInt64Array): boolean {
  for (let row = 1; row < times.length; row++)
    if ((times[row] as bigint) < (times[row - 1] as bigint)) return false;
  return true;
}

/** The rows within the scope. They are contiguous, because `ticks` is ascending. */
function within(table: Table, ticks: BigInt64Array, { from, to }: TimeScope): Table {
  const [start, end] = [firstAtLeast(ticks, from), firstAtLeast(ticks, to + 1n)];
  if (start === 0 && end === ticks.length) return table;
  const rows = new Uint32Array(end - start);
  for (let row = start; row < end; row++) rows[row - start] = row;
  return selectRows(table, rows);
}

function firstAtLeast(ticks: BigInt64Array, wanted: bigint): number {
  let [low, high] = [0, ticks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ticks[middle] as bigint) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
