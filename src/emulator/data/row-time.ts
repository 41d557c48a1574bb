import { parseDatetime } from "../../kql/index.ts";
import { isKnownTable, RECOGNISED_TABLES } from "../schemas.ts";
import type { CellColumn } from "./cell-column.ts";
import { type FileFault, quoteExcerpt } from "./problem.ts";
import type { Record_ } from "./record.ts";
import { columnsByName, isShapedAs } from "./shape.ts";
import type { StoredRows } from "./stored-rows.ts";

/** Earlier times, such as 0001-01-01 and 1601-01-01, are the zero of a clock: time not known. */
const EARLIEST = parseDatetime("1970-01-01") ?? 0n;

/**
 * Finds the time of each row of a file, from TimeGenerated or an equivalent column, and writes it to
 * `times`.
 * @returns a function that returns the name of the column, or undefined if there is no readable time
 */
export function timeReader(
  rows: StoredRows,
  times: BigInt64Array,
): (row: number, table: string) => string | undefined {
  const own = rows.columns.get("TimeGenerated");
  const isTimeOf = (column: CellColumn | undefined, row: number) =>
    column?.writeTicks(column.code(row), times, row) === true && (times[row] ?? 0n) >= EARLIEST;
  return (row, table) => {
    if (isTimeOf(own, row)) return "TimeGenerated";
    if (!isMissing(rows.value(row, "TimeGenerated"))) return undefined;
    const other = standIn(rows, row, table);
    return other !== undefined && isTimeOf(rows.columns.get(other), row) ? other : undefined;
  };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/**
 * The column to use in place of TimeGenerated in a row that has the columns of a known table:
 * `@timestamp`, or `Timestamp` if the table has both, which are equal in a workspace.
 */
function standIn(rows: StoredRows, row: number, table: string): string | undefined {
  if (!isShapedAs(rows.shape(row).keys, table)) return undefined;
  if (!isMissing(rows.value(row, "@timestamp"))) return "@timestamp";
  return columnsByName(table).get("Timestamp")?.type === "datetime" &&
    !isMissing(rows.value(row, "Timestamp"))
    ? "Timestamp"
    : undefined;
}

const TIME_NAMES =
  /^(@?timestamp|_?time|ts|date|date_?time|event_?time|utc_?time|time_?created|system_?time|time_?collected|time_?generated|created|created_?at)( \[.*\])?$/i;

/** A column that, by its name, contains a time. */
export function otherTime(record: Record_): string | undefined {
  return Object.keys(record).find((key) => TIME_NAMES.test(key) && !isMissing(record[key]));
}

const WRITE_TIME = "write it as 2026-11-10T10:00:00Z";

/** Why no row of a file has a time, judged by its first row. */
export function noTimeFault(record: Record_, table: string): FileFault {
  const none = "no row has a TimeGenerated";
  const given = record["TimeGenerated"];
  if (!isMissing(given)) {
    const shown =
      typeof given === "string"
        ? quoteExcerpt(given)
        : `the ${typeof given} ${quoteExcerpt(String(given)).slice(1, -1)}`;
    return { message: `${none} that can be read: ${shown} is not a time`, remedy: WRITE_TIME };
  }
  const other = otherTime(record);
  if (other === undefined) {
    const remedy =
      "export the table with its column TimeGenerated, or remove the file from the folder if it " +
      "contains no events";
    return { message: `${none}, so it is not a table and was skipped`, remedy };
  }
  const columns = isKnownTable(table) ? table : `a known table, such as ${RECOGNISED_TABLES[0]}`;
  const message =
    `${none}; ${quoteExcerpt(other).slice(1, -1)} was not used instead, because the rows do not ` +
    `have the columns of ${columns}`;
  return {
    message,
    remedy:
      "export the table from Log Analytics, or write rows that have its columns and TimeGenerated",
  };
}
