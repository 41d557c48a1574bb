import type { ColumnSchema } from "../kql/index.ts";
import { asimColumns } from "./asim-parsers.ts";
import { OPEN_TABLE } from "./open-columns.ts";
import { columnsOf, openSchemaFile } from "./schema-file.ts";

/** Tables of Microsoft's documentation, and those of solutions, which are known less well. */
const FILES = [openSchemaFile("documented.tsv"), openSchemaFile("solutions.tsv")] as const;
const [DOCUMENTED] = FILES;

/** The line with the columns of every Log Analytics table. */
const STANDARD = "standard";

const declared = new Map<string, readonly ColumnSchema[]>();

/** The declared columns of a table; none for an unknown table. Data may add other columns. */
export function declaredColumns(table: string): readonly ColumnSchema[] {
  const known = declared.get(table);
  if (known) return known;
  const columns = asimColumns(table) ?? catalogueColumns(table);
  if (columns.length > 0) declared.set(table, columns);
  return columns;
}

function catalogueColumns(table: string): ColumnSchema[] {
  const cells = cellsOf(table);
  if (!cells) return [];
  const [kind, ...own] = cells;
  // A table that gives a standard column another type has that one.
  return lastOfEach([...commonColumns(kind), ...columnsOf(own)]);
}

/**
 * The columns of a table that content declares: those it declares, and those that the table has
 * anyway.
 */
export function withStandardColumns(
  table: string,
  own: readonly ColumnSchema[],
): readonly ColumnSchema[] {
  const known = declaredColumns(table);
  const others = known.length > 0 ? known : commonColumns("log-analytics");
  return lastOfEach([...others, ...own]);
}

/** Of the columns of each name the last. */
function lastOfEach(columns: readonly ColumnSchema[]): ColumnSchema[] {
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}

function commonColumns(kind: string | undefined): ColumnSchema[] {
  // Defender's tables have Timestamp; its portal accepts TimeGenerated in them, too.
  if (kind === "defender-xdr") return [{ name: "TimeGenerated", type: "datetime" }];
  return columnsOf(DOCUMENTED.cells(STANDARD)?.slice(1) ?? []);
}

function cellsOf(table: string): readonly string[] | undefined {
  if (table === STANDARD) return undefined;
  for (const file of FILES) {
    const cells = file.cells(table);
    if (cells) return cells;
  }
  return undefined;
}

const known = new Map<string, boolean>();
/** Names come from data, too, which may have any number of them. */
const MOST_KEPT = 10_000;

/** Whether a table is in the catalogue. Data may add other tables. */
export function isKnownTable(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const isKnown = cellsOf(name) !== undefined;
  if (known.size < MOST_KEPT) known.set(name, isKnown);
  return isKnown;
}

let names: readonly string[] | undefined;

/** The names of all tables in the catalogue. */
export function knownTables(): readonly string[] {
  names ??= FILES.flatMap((file) => file.names()).filter((name) => name !== STANDARD);
  return names;
}

/**
 * Tables that rows are recognised by, if the name of a file does not say what is in it: those that
 * the parsers read. Others share too many columns with each other.
 */
export const RECOGNISED_TABLES: readonly string[] = [
  "SecurityEvent",
  "WindowsEvent",
  "Event",
  "DeviceProcessEvents",
  "DeviceNetworkEvents",
  "DeviceFileEvents",
  "DeviceRegistryEvents",
  "DeviceLogonEvents",
  "SigninLogs",
  "CommonSecurityLog",
  "ASimProcessEventLogs",
];

/** Whether columns beside the declared ones have the types that their suffixes say. */
export function hasSuffixes(table: string): boolean {
  return table === OPEN_TABLE || table.endsWith("_CL");
}
