import { parserForRows, parserOfRows, rowsTable } from "../asim-parsers.ts";
import { isKnownTable, knownTables } from "../schemas.ts";

const ENDING = /\.(jsonl|ndjson|json|csv|tsv|parquet)(\.gz)?$/i;

/** The supported file extensions, for messages. */
export const READ_ENDINGS = ".jsonl, .ndjson, .json, .csv and .parquet, each also with .gz";

export function isDataName(file: string): boolean {
  return ENDING.test(file);
}

/** The name of a data file without its extensions. */
export function baseName(file: string): string {
  return file.replace(ENDING, "");
}

/** Removes what browsers and file managers append to the name of a second copy. */
function withoutCount(name: string): string {
  return name.replace(/\s*(\(\d+\)|- ?copy)$/i, "").trim() || name;
}

/**
 * The function that a data file of this name stands in for: an ASIM parser of a whole schema, by
 * any of its names.
 */
export function standInFor(name: string): string | undefined {
  return parserForRows(withoutCount(name));
}

/** The table that holds the rows of a stand-in. */
export function standInTable(name: string): string | undefined {
  const stand = standInFor(name);
  return stand && rowsTable(stand);
}

/** The function whose stand-in rows are in this table, if any. */
export function standInFunction(table: string): string | undefined {
  return parserOfRows(table);
}

/**
 * The table indicated by a file name: a known table in any letter case, also with a suffix
 * (`SecurityEvent (1)`, `SecurityEvent-2026-11`), or else the name itself.
 */
export function nameTable(base: string): string {
  const name = withoutCount(base);
  if (isKnownTable(name)) return name;
  const small = name.toLowerCase();
  const known = knownTables().filter(
    (table) => small.startsWith(table.toLowerCase()) && endsThere(small.slice(table.length)),
  );
  return standInTable(name) ?? known.sort((a, b) => b.length - a.length)[0] ?? name;
}

/** Whether a table's name ends here; `_CL` or a letter would make it another table's name. */
function endsThere(rest: string): boolean {
  return /^($|[^a-z0-9_]|_\d)/.test(rest);
}

/** Whether a name is the one that the portal gives to every export. */
export function isExportName(base: string): boolean {
  return /^query_?data\b/i.test(base);
}

export function isTableLike(type: string): boolean {
  return isKnownTable(type) || /^[A-Za-z_]\w{2,99}$/.test(type);
}
