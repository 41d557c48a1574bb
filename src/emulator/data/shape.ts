import type { ColumnSchema } from "../../kql/index.ts";
import { declaredColumns, isKnownTable, RECOGNISED_TABLES } from "../schemas.ts";

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

function ownColumns(keys: readonly string[]): string[] {
  return keys.filter((key) => !COMMON.test(key));
}

/** Whether a row has the columns of a known table: at least three, and two thirds of its own. */
export function isShapedAs(keys: readonly string[], table: string): boolean {
  if (!isKnownTable(table)) return false;
  const [own, known] = [ownColumns(keys), columnsByName(table)];
  const shared = own.filter((key) => known.has(key)).length;
  return shared >= FEWEST && shared * 3 >= own.length * 2;
}

/** The table that shares the most columns with a row, if any fits. */
export function likelyTable(keys: readonly string[]): string | undefined {
  const sharedWith = (table: string) =>
    ownColumns(keys).filter((key) => columnsByName(table).has(key)).length;
  return RECOGNISED_TABLES.filter((table) => isShapedAs(keys, table)).sort(
    (a, b) => sharedWith(b) - sharedWith(a),
  )[0];
}

/** Whether a row has several columns and none of them belongs to the table. */
export function isStranger(keys: readonly string[], table: string): boolean {
  const own = ownColumns(keys);
  return (
    isKnownTable(table) && own.length >= FEWEST && !own.some((key) => columnsByName(table).has(key))
  );
}

/** The column by which the output of an ASIM parser can be told from rows of a table. */
export const PARSER_COLUMN = "EventSchema";

/**
 * Whether rows of a table cannot have the parsers' column: if a row has it, `Type` names the source
 * table, but the columns are the parser's.
 */
export function lacksParserColumn(table: string): boolean {
  return isKnownTable(table) && !columnsByName(table).has(PARSER_COLUMN);
}

/** Whether a table that rows are recognised by has a datetime column of this name. */
export function isTimeColumn(name: string): boolean {
  return RECOGNISED_TABLES.some((table) => columnsByName(table).get(name)?.type === "datetime");
}
