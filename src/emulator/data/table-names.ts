import { isKnownTable, KNOWN_TABLES } from "../schemas.ts";

/** Functions that a data file may stand in for, with the names that such a file may have. */
const STAND_INS: Readonly<Record<string, readonly string[]>> = {
  _Im_ProcessCreate: ["_Im_ProcessCreate", "imProcessCreate"],
};

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

/** The function that a data file of this name stands in for. */
export function standInFor(name: string): string | undefined {
  const same = (other: string) => other.toLowerCase() === withoutCount(name).toLowerCase();
  return Object.entries(STAND_INS).find(([, names]) => names.some(same))?.[0];
}

const ROWS = "_Rows";

/** The table that holds the rows of a stand-in. */
export function standInTable(name: string): string | undefined {
  const stand = standInFor(name);
  return stand && `${stand}${ROWS}`;
}

/** The function whose stand-in rows are in this table, if any. */
export function standInFunction(table: string): string | undefined {
  return table.endsWith(ROWS) ? standInFor(table.slice(0, -ROWS.length)) : undefined;
}

/**
 * The table indicated by a file name: a known table in any letter case, also with a suffix
 * (`SecurityEvent (1)`, `SecurityEvent-2026-11`), or else the name itself.
 */
export function nameTable(base: string): string {
  const name = withoutCount(base);
  const small = name.toLowerCase();
  const known = KNOWN_TABLES.filter(
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
