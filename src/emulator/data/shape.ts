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

/** Columns that any table may have, so that they do not identify one. */
const COMMON = /^(@.*|_.*|TimeGenerated|Type|TenantId|SourceSystem|tags|host)$/;
/** How many columns a row must share with a table; fewer may be coincidence. */
const FEWEST = 3;

function ownColumns(record: Record_): string[] {
  return Object.keys(record).filter((key) => !COMMON.test(key));
}

/** Whether a row has the columns of a known table: at least three, and two thirds of its own. */
export function isShapedAs(record: Record_, table: string): boolean {
  if (!isKnownTable(table)) return false;
  const [own, known] = [ownColumns(record), columnsByName(table)];
  const shared = own.filter((key) => known.has(key)).length;
  return shared >= FEWEST && shared * 3 >= own.length * 2;
}

/** The known table that shares the most columns with a row, if any fits. */
export function likelyTable(record: Record_): string | undefined {
  const sharedWith = (table: string) =>
    ownColumns(record).filter((key) => columnsByName(table).has(key)).length;
  return KNOWN_TABLES.filter((table) => isShapedAs(record, table)).sort(
    (a, b) => sharedWith(b) - sharedWith(a),
  )[0];
}

/** Whether a row has several columns and none of them belongs to the table. */
export function isStranger(record: Record_, table: string): boolean {
  const own = ownColumns(record);
  return (
    isKnownTable(table) && own.length >= FEWEST && !own.some((key) => columnsByName(table).has(key))
  );
}

/**
 * Whether a row is the output of an ASIM parser: `Type` names the source table, but the columns are
 * the parser's.
 */
export function isParserOutput(record: Record_, table: string): boolean {
  return (
    record["EventSchema"] !== undefined &&
    isKnownTable(table) &&
    !columnsByName(table).has("EventSchema")
  );
}

/** Whether a known table has a datetime column of this name. */
export function isTimeColumn(name: string): boolean {
  return KNOWN_TABLES.some((table) => columnsByName(table).get(name)?.type === "datetime");
}
