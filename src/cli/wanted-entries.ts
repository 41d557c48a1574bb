import { existsSync } from "node:fs";
import { isFolder } from "../files/kind.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { fromCsvFile } from "../ignore-lists/csv-file.ts";
import { fromFile } from "../ignore-lists/file.ts";
import { fromTerms } from "../ignore-lists/terms-setting.ts";
import { nearEntry } from "./near-entry.ts";
import { UserError } from "./user-error.ts";

/**
 * The entry of an id, those of a file, or a plain term. @throws UserError where an id or a file was
 * likely meant
 */
export function wantedEntries(
  wanted: string,
  slugs: readonly string[],
  known: readonly IgnoreEntry[],
): IgnoreList {
  const entry = known.find(({ id }) => id === wanted);
  if (entry) return { entries: [entry], problems: [] };
  if (existsSync(wanted)) {
    if (!isFolder(wanted))
      return /\.csv$/i.test(wanted) ? fromCsvFile(wanted, slugs) : fromFile(wanted, slugs);
    throw new UserError(
      `${wanted} is not a file`,
      "name a file with entries (.yaml, or a watchlist's .csv), an entry's id, or a term",
    );
  }
  if (/\.(ya?ml|csv)$/i.test(wanted))
    throw new UserError(
      `there is no file ${wanted}`,
      "name a file with entries (.yaml, or a watchlist's .csv), an entry's id, or a term",
    );
  const near = /^[a-z0-9]+([-@][a-z0-9]+)+$/.test(wanted) ? nearEntry(wanted, known) : undefined;
  if (near) throw new UserError(`there is no entry ${wanted}`, `did you mean ${near}?`);
  return fromTerms({ IGNORE_COMMAND_LINES: wanted }, slugs, false);
}
