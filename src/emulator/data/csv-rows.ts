import { type CsvRecord, detectSeparator, readCsv } from "./csv.ts";
import { type FileRows, type OpenRecord, refuse } from "./file-rows.ts";
import { detectDateOrder, isShortTime, isYearFirst, shortTimeToIso } from "./local-times.ts";
import { quoteExcerpt } from "./problem.ts";
import { isTimeColumn } from "./shape.ts";

/** A column in the header of a CSV. */
interface Header {
  readonly name: string;
  /** UTC offset of the times, minutes; undefined for a time zone that is not an offset from UTC. */
  readonly zone: number | undefined;
  readonly isTime: boolean;
  /** Whether the header names a time zone, which shows that the service wrote the file. */
  readonly hasZone: boolean;
}

/**
 * Reads a CSV as written by the portal, a spreadsheet or a script. All values are strings; an empty
 * cell has no value.
 */
export function readCsvRows(text: string, rows: FileRows): void {
  const preamble = PREAMBLE.exec(text)?.[0].length ?? 0;
  const records = readCsv(text, detectSeparator(text.slice(preamble)))[Symbol.iterator]();
  if (preamble > 0) records.next();
  const first = records.next();
  if (first.done) return;
  const headers = (first.value as CsvRecord).cells.map(parseHeader);
  rows.texts = true;
  rows.columns = headers.map(({ name }) => name);
  rows.fromService = headers.some(({ hasZone }) => hasZone);
  const local = headers.find(({ isTime, zone }) => isTime && zone === undefined);
  if (local) {
    refuse(rows, zoneFault(local));
    return;
  }
  const duplicate = headers.find(
    ({ name }, at) => headers.findIndex((other) => other.name === name) < at,
  );
  if (duplicate) {
    const name = quoteExcerpt(duplicate.name);
    const message = `has two columns named ${name}; only the first was used`;
    rows.faults.push({ message, remedy: "rename one of them" });
  }
  for (let next = records.next(); !next.done; next = records.next())
    addRecord(next.value, headers, rows);
  readTimes(headers, rows);
}

/** The line that Windows PowerShell or Excel writes before the header. */
const PREAMBLE = /^(?:#TYPE [^\n]*|sep=.\r?)\n/i;

function zoneFault({ name }: Header) {
  return {
    message:
      `the times in ${quoteExcerpt(name)} are local, and the file does not give their UTC ` +
      "offset, so none of its rows was used",
    remedy:
      "set the portal to show times in UTC and export again; the column header is then " +
      "TimeGenerated [UTC]",
  };
}

function parseHeader(cell: string): Header {
  const [, base, bracket] = /^(.*\S)\s*\[([^[\]]+)\]$/.exec(cell.trim()) ?? [];
  const zone = bracket === undefined ? 0 : parseZone(bracket);
  const hasZone =
    bracket !== undefined &&
    base !== undefined &&
    (zone !== undefined || isTimeColumn(base) || /time|zone/i.test(bracket));
  const name = hasZone ? base : cell.trim();
  return { name, hasZone, isTime: hasZone || isTimeColumn(name), zone: hasZone ? zone : 0 };
}

/** The offset of `UTC`, `UTC+01:00` or `+1` in minutes; undefined for any other time zone. */
function parseZone(text: string): number | undefined {
  if (/^(utc|gmt|z|etc\/utc)$/i.test(text.trim())) return 0;
  const [, sign, hours, minutes = "0"] =
    /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text.trim()) ?? [];
  if (hours === undefined) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function addRecord(
  { cells, line, truncated }: CsvRecord,
  headers: readonly Header[],
  rows: FileRows,
): void {
  if (truncated) {
    rows.rowFaults.push({ line, message: "the row is truncated: the file ends inside quotes" });
    return;
  }
  if (cells.length !== headers.length) {
    rows.rowFaults.push({
      line,
      message: `the row has ${cells.length} cells, the header has ${headers.length}`,
    });
    return;
  }
  const record: OpenRecord = {};
  headers.forEach(({ name }, at) => {
    const cell = cells[at];
    if (cell !== undefined && cell !== "" && !Object.hasOwn(record, name))
      define(record, name, cell);
  });
  rows.records.push(record);
  rows.lines.push(line);
}

/** Sets a value, even for a column named `__proto__`. */
function define(record: OpenRecord, name: string, value: unknown): void {
  if (name in record)
    Object.defineProperty(record, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  else record[name] = value;
}

/**
 * Converts the cells of time columns to ISO 8601 in UTC. The order of day and month is decided once
 * for the whole file.
 */
function readTimes(headers: readonly Header[], rows: FileRows): void {
  const times = headers.filter(({ isTime }) => isTime);
  const texts = times.flatMap(({ name }) =>
    rows.records.flatMap((record) => (isShort(record[name]) ? [record[name] as string] : [])),
  );
  const order = detectDateOrder(texts);
  const unclear = order === undefined ? texts.find((text) => !isYearFirst(text)) : undefined;
  if (unclear !== undefined) {
    refuse(rows, orderFault(unclear));
    return;
  }
  for (const { name, zone = 0 } of times) {
    rows.types.set(name, "datetime");
    for (const record of rows.records) {
      const text = record[name];
      if (typeof text !== "string") continue;
      record[name] = isShort(text)
        ? (shortTimeToIso(text, order ?? "month", zone) ?? text)
        : addZone(text, zone);
    }
  }
}

function isShort(value: unknown): boolean {
  return typeof value === "string" && isShortTime(value);
}

function orderFault(text: string) {
  return {
    message:
      `${quoteExcerpt(text)} and the other times can be read day first or month first, so none ` +
      "of its rows was used",
    remedy:
      "set the portal's regional format to English (United States) and export again, or " +
      "write times as 2026-11-10T10:00:00Z",
  };
}

/** Adds the column's UTC offset to a time that has none of its own. */
function addZone(text: string, zone: number): string {
  if (zone === 0 || !/^\s*\d{4}-\d{1,2}-\d{1,2}[T ][\d:.]+\s*$/.test(text)) return text;
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = Math.abs(zone);
  return `${text.trim()}${zone < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
