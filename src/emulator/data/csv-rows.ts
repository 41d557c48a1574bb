import { type CsvRecord, readCsv, separatorOf } from "./csv.ts";
import { type FileRows, type OpenRecord, refuse } from "./file-rows.ts";
import { dateOrderOf, isoOfShortTime, isShortTime, isYearFirst } from "./local-times.ts";
import { quoteExcerpt } from "./problem.ts";
import { isTimeColumn } from "./shape.ts";

/** A column as the head of a CSV names it. */
interface Head {
  readonly name: string;
  /**
   * Minutes east of UTC of a column of times; undefined where the head names a zone and does not
   * say which.
   */
  readonly zone: number | undefined;
  readonly isTime: boolean;
  /** The portal named the zone: the service wrote the file. */
  readonly named: boolean;
}

/**
 * Reads a CSV as the portal, a spreadsheet or a script writes it: texts by column; an empty cell is
 * no value.
 */
export function readCsvRows(text: string, rows: FileRows): void {
  const preamble = PREAMBLE.exec(text)?.[0].length ?? 0;
  const records = readCsv(text, separatorOf(text.slice(preamble)))[Symbol.iterator]();
  if (preamble > 0) records.next();
  const first = records.next();
  if (first.done) return;
  const heads = (first.value as CsvRecord).cells.map(headOf);
  rows.texts = true;
  rows.columns = heads.map(({ name }) => name);
  rows.fromService = heads.some(({ named }) => named);
  const local = heads.find(({ isTime, zone }) => isTime && zone === undefined);
  if (local) {
    refuse(rows, zoneFault(local));
    return;
  }
  const twice = heads.find(({ name }, at) => heads.findIndex((other) => other.name === name) < at);
  if (twice) {
    const message = `has two columns ${quoteExcerpt(twice.name)}; the first of them was used`;
    rows.faults.push({ message, remedy: "give one of them another name" });
  }
  for (let next = records.next(); !next.done; next = records.next())
    addRecord(next.value, heads, rows);
  readTimes(heads, rows);
}

/** What Windows PowerShell and Excel write before the head. */
const PREAMBLE = /^(?:#TYPE [^\n]*|sep=.\r?)\n/i;

function zoneFault({ name }: Head) {
  return {
    message:
      `the times of ${quoteExcerpt(name)} are local, and the file does not say of which zone, so ` +
      "none of its rows was used",
    remedy:
      "let the portal show times in UTC and export again: the column's head is then " +
      "TimeGenerated [UTC]",
  };
}

function headOf(cell: string): Head {
  const [, base, bracket] = /^(.*\S)\s*\[([^[\]]+)\]$/.exec(cell.trim()) ?? [];
  const zone = bracket === undefined ? 0 : zoneOf(bracket);
  const named =
    bracket !== undefined &&
    base !== undefined &&
    (zone !== undefined || isTimeColumn(base) || /time|zone/i.test(bracket));
  const name = named ? base : cell.trim();
  return { name, named, isTime: named || isTimeColumn(name), zone: named ? zone : 0 };
}

/** Minutes of `UTC`, `UTC+01:00` or `+1`; undefined for any other zone. */
function zoneOf(text: string): number | undefined {
  if (/^(utc|gmt|z|etc\/utc)$/i.test(text.trim())) return 0;
  const [, sign, hours, minutes = "0"] =
    /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text.trim()) ?? [];
  if (hours === undefined) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function addRecord({ cells, line, cut }: CsvRecord, heads: readonly Head[], rows: FileRows): void {
  if (cut) {
    rows.rowFaults.push({ line, message: "the row is cut short: the file ends within quotes" });
    return;
  }
  if (cells.length !== heads.length) {
    rows.rowFaults.push({
      line,
      message: `the row has ${cells.length} cells, the head has ${heads.length}`,
    });
    return;
  }
  const record: OpenRecord = {};
  heads.forEach(({ name }, at) => {
    const cell = cells[at];
    if (cell !== undefined && cell !== "" && !Object.hasOwn(record, name))
      define(record, name, cell);
  });
  rows.records.push(record);
  rows.lines.push(line);
}

/** Also where a column is called `__proto__`. */
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
 * Writes the times of the columns that hold some as ISO 8601 in UTC; how dates are written is one
 * question for the file.
 */
function readTimes(heads: readonly Head[], rows: FileRows): void {
  const times = heads.filter(({ isTime }) => isTime);
  const texts = times.flatMap(({ name }) =>
    rows.records.flatMap((record) => (isShort(record[name]) ? [record[name] as string] : [])),
  );
  const order = dateOrderOf(texts);
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
        ? (isoOfShortTime(text, order ?? "month", zone) ?? text)
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
      `${quoteExcerpt(text)} and its other times can be read day first or month first, so none of ` +
      "its rows was used",
    remedy:
      "set the portal's regional format to English (United States) and export again, or " +
      "write times as 2026-11-10T10:00:00Z",
  };
}

/** A time that names no zone is one of the column's. */
function addZone(text: string, zone: number): string {
  if (zone === 0 || !/^\s*\d{4}-\d{1,2}-\d{1,2}[T ][\d:.]+\s*$/.test(text)) return text;
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = Math.abs(zone);
  return `${text.trim()}${zone < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
