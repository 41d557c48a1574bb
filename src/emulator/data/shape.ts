import type { ColumnSchema } from "../../kql/values/types.ts";
import { declaredColumns, isKnownTable, KNOWN_TABLES } from "../schemas.ts";
import type { Record_ } from "../table-data.ts";

const columns = new Map<string, ReadonlyMap<string, ColumnSchema>>();

/** The declared columns of a table, by name. */
export function columnsByName(table: string): ReadonlyMap<string, ColumnSchema> {
  const known =
    columns.get(table) ?? new Map(declaredColumns(table).map((column) => [column.name, column]));
  columns.set(table, known);
  return known;
}

/** Columns that every table may have, or that say nothing about which one it is. */
const COMMON = /^(@.*|_.*|TimeGenerated|Type|TenantId|SourceSystem|tags|host)$/;
/** So many own columns make a row of a table; fewer may be chance. */
const FEWEST = 3;

function ownColumns(record: Record_): string[] {
  return Object.keys(record).filter((key) => !COMMON.test(key));
}

/**
 * Whether a row's columns are those of a table that is known: at least three, and two thirds of
 * all it has.
 */
export function hasShapeOf(record: Record_, table: string): boolean {
  if (!isKnownTable(table)) return false;
  const [own, known] = [ownColumns(record), columnsByName(table)];
  const shared = own.filter((key) => known.has(key)).length;
  return shared >= FEWEST && shared * 3 >= own.length * 2;
}

/** The known table whose columns a row has. */
export function likelyTable(record: Record_): string | undefined {
  const sharedWith = (table: string) =>
    ownColumns(record).filter((key) => columnsByName(table).has(key)).length;
  return KNOWN_TABLES.filter((table) => hasShapeOf(record, table)).sort(
    (a, b) => sharedWith(b) - sharedWith(a),
  )[0];
}

/**
 * Whether a row is in the form of something else: it has columns, and none of them is the table's.
 */
export function isStranger(record: Record_, table: string): boolean {
  const own = ownColumns(record);
  return (
    isKnownTable(table) && own.length >= FEWEST && !own.some((key) => columnsByName(table).has(key))
  );
}

/**
 * A row that an ASIM parser gave: `Type` names the table it was made of, but its columns are the
 * parser's.
 */
export function isParsed(record: Record_, table: string): boolean {
  return (
    record["EventSchema"] !== undefined &&
    isKnownTable(table) &&
    !columnsByName(table).has("EventSchema")
  );
}

/** Columns that hold times, in the tables that are known. */
export function isTimeColumn(name: string): boolean {
  return KNOWN_TABLES.some((table) => columnsByName(table).get(name)?.type === "datetime");
}
