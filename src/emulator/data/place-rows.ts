import { isKnownTable } from "../schemas.ts";
import type { TablePart } from "../table-data.ts";
import type { FileRows, OpenRecord } from "./file-rows.ts";
import { type RowTime, rowTime } from "./row-time.ts";
import { columnsByName, isParserOutput } from "./shape.ts";
import { baseName, isExportName, isTableLike, nameTable, standInFor } from "./table-names.ts";
import { readCells } from "./typed-cells.ts";

/** The rows of one file that belong to one table. */
interface OpenPart {
  readonly records: OpenRecord[];
  readonly times: bigint[];
}

/** A row without a readable time, and the table it would belong to. */
export interface TimelessRow {
  readonly record: OpenRecord;
  readonly line: number;
  readonly table: string;
}

/** The rows of a file by table, and the rows that belong to none. */
export interface PlacedRows {
  /** The table indicated by the file name. */
  readonly own: string;
  readonly standsIn: boolean;
  readonly parts: ReadonlyMap<string, TablePart>;
  readonly timeless: readonly TimelessRow[];
  /** How many rows have the columns of an ASIM parser instead of a table's. */
  readonly parserRows: number;
  /** How many rows took their time from another column, by the name of that column. */
  readonly substitutes: ReadonlyMap<string, number>;
}

/** Assigns each row to a table: the one named by its column Type, or else by the file name. */
export function placeRows(file: string, rows: FileRows): PlacedRows {
  const base = baseName(file);
  const [own, standsIn] = [nameTable(base), standInFor(base) !== undefined];
  const tableOf = standsIn ? () => own : tableChooser(own, base, rows);
  const parts = new Map<string, OpenPart>();
  const timeless: TimelessRow[] = [];
  const substitutes = new Map<string, number>();
  let parserRows = 0;
  rows.records.forEach((record, at) => {
    const table = tableOf(record);
    const isRow = standsIn || !isParserOutput(record, table);
    const time = isRow ? rowTime(record, table) : undefined;
    if (!isRow) parserRows++;
    else if (!time) timeless.push({ record, line: rows.lines[at] ?? 0, table });
    else add(openPart(parts, table), record, time, substitutes);
  });
  if (isKnownTable(own) && rows.records.length === 0 && !rows.refused && !rows.blank)
    openPart(parts, own);
  const finished = [...parts].map(
    ([table, part]) => [table, inferTypes(table, part, rows)] as const,
  );
  return { own, standsIn, parts: new Map(finished), timeless, parserRows, substitutes };
}

/**
 * Chooses the table of a row. If the file name is that of a table, only a Type that is another
 * known table overrides it. If the name is unspecific, or a service wrote the file, any Type does.
 */
function tableChooser(
  own: string,
  base: string,
  { fromService }: FileRows,
): (record: OpenRecord) => string {
  const named = isKnownTable(own) || (!fromService && !isExportName(base));
  return ({ Type: type }) => {
    if (typeof type !== "string" || type === own) return own;
    return isKnownTable(type) || (!named && isTableLike(type)) ? type : own;
  };
}

function openPart(parts: Map<string, OpenPart>, table: string): OpenPart {
  const part = parts.get(table) ?? { records: [], times: [] };
  parts.set(table, part);
  return part;
}

function add(
  { records, times }: OpenPart,
  record: OpenRecord,
  { ticks, substitute: column }: RowTime,
  substitutes: Map<string, number>,
): void {
  times.push(ticks);
  records.push(column === undefined ? record : { ...record, TimeGenerated: record[column] });
  if (column !== undefined) substitutes.set(column, (substitutes.get(column) ?? 0) + 1);
}

/** Infers the types of undeclared columns if the file gives all values as strings. */
function inferTypes(table: string, { records, times }: OpenPart, rows: FileRows): TablePart {
  const types = new Map(rows.types);
  const known = columnsByName(table);
  const open = rows.texts
    ? rows.columns.filter(
        (name) => !known.has(name) && !types.has(name) && name !== "TimeGenerated",
      )
    : [];
  for (const name of open) types.set(name, readCells(name, records, rows.nullText));
  return { records, times, types };
}
