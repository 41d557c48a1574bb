import { basename, dirname, join, resolve } from "node:path";
import { isFolder } from "../../files/kind.ts";
import type { Declared } from "../declared.ts";
import { FUNCTIONS_FOLDER, readOwnFunctions } from "../own-functions.ts";
import { readTablesIn, TABLES_FOLDER } from "../own-tables.ts";
import type { CheckedFile } from "./read-files.ts";

/**
 * What is declared in and beside paths: tables in any of their folders, and tables and functions in
 * the folders that hold them. Functions below a path are read with the other files.
 */
export function declaredFor(paths: readonly string[], files: readonly CheckedFile[]) {
  const around = paths.flatMap(foldersAround);
  const below = [...new Set(files.map(({ file }) => dirname(file)))];
  const parents = below
    .filter((folder) => basename(folder) === TABLES_FOLDER)
    .map((folder) => dirname(folder));
  const { tables, problems } = readTablesIn(withoutSame([...around, ...below, ...parents]));
  const read = new Set(below.map((folder) => resolve(folder)));
  const beside = withoutSame(around).filter(
    (folder) => !read.has(resolve(folder, FUNCTIONS_FOLDER)),
  );
  const { functions, problems: wrong } = readOwnFunctions(beside);
  const declared: Pick<Declared, "tables" | "functions"> = { tables, functions };
  return { ...declared, problems: [...problems, ...wrong] };
}

/** The folder that a path is or is in, and the one above: a rule's folder, and that of the rules. */
function foldersAround(path: string): string[] {
  const own = isFolder(path) ? path : dirname(path);
  return [join(own, ".."), own];
}

/** Folders by their first names: one may be named in several ways. */
function withoutSame(folders: readonly string[]): string[] {
  const named = new Map<string, string>();
  for (const folder of folders) if (!named.has(resolve(folder))) named.set(resolve(folder), folder);
  return [...named.values()];
}
