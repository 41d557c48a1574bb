import { join } from "node:path";
import {
  DataError,
  openData,
  readableFiles,
  unreadNotices,
  unreadProblems,
} from "./data/data-folder.ts";
import { type FileWords, fileWords } from "./data/file-words.ts";
import { placeRows } from "./data/place-rows.ts";
import { type DataProblem, listNames } from "./data/problem.ts";
import { readRows } from "./data/read-file.ts";
import { baseName, READ_ENDINGS, standInFor, tableOfName } from "./data/table-names.ts";
import { withoutDoubles } from "./data/without-doubles.ts";
import { isKnownTable } from "./schemas.ts";
import type { TablePart } from "./table-data.ts";

export type { DataProblem };
export { DataError };

/** All that a folder holds. */
export interface FolderData extends FileWords {
  /** By table; of each table one part for each file that has rows of it. */
  readonly parts: ReadonlyMap<string, readonly TablePart[]>;
}

/**
 * Reads the data files of a folder, or one file. `only` names files or tables; without it all are
 * read, and a file that stands in for a parser only where none of the known tables is there. Where
 * there is no row at all, the problems say why.
 * @throws DataError where the folder, or something of `only`, is not there
 */
export function readFolder(data: string, only: readonly string[] | undefined): FolderData {
  const opened = openData(data);
  const readable = readableFiles(opened);
  const read = only ? readAsked(opened.folder, readable, only) : readAll(opened.folder, readable);
  const { parts, doubles } = withoutDoubles(read);
  const problems = [
    ...(only ? [] : unreadProblems(opened)),
    ...read.flatMap((file) => file.problems),
  ];
  const notices = [
    ...(only ? [] : unreadNotices(opened)),
    ...read.flatMap((file) => file.notices),
    ...doubles,
  ];
  if ([...parts.values()].flat().some(({ records }) => records.length > 0))
    return { parts, problems, notices };
  const why = [...problems, ...notices];
  return { parts, problems: why.length > 0 ? why : [emptyFolder(data, opened.files)], notices: [] };
}

function emptyFolder(data: string, files: readonly string[]): DataProblem {
  const message =
    files.length === 0
      ? "is an empty folder"
      : `has no file of a kind that is read, only ${listNames(files)}`;
  const remedy =
    "put tables from Log Analytics into it, one a file, such as SecurityEvent.csv; read are " +
    `${READ_ENDINGS}`;
  return { where: data, message, remedy };
}

/** What one file gives. */
export interface ReadFile extends FileWords {
  readonly path: string;
  readonly parts: ReadonlyMap<string, TablePart>;
}

function readFile(folder: string, file: string): ReadFile {
  const path = join(folder, file);
  const rows = readRows(path);
  const placed = placeRows(file, rows);
  return { path, parts: placed.parts, ...fileWords(path, file, rows, placed) };
}

function hasRowsOf(read: readonly ReadFile[], isWanted: (table: string) => boolean): boolean {
  return read.some(({ parts }) =>
    [...parts].some(([table, { records }]) => isWanted(table) && records.length > 0),
  );
}

function readAll(folder: string, files: readonly string[]): ReadFile[] {
  const stands = (file: string) => standInFor(baseName(file)) !== undefined;
  const tables = files.filter((file) => !stands(file)).map((file) => readFile(folder, file));
  return hasRowsOf(tables, isKnownTable)
    ? tables
    : [...tables, ...files.filter(stands).map((file) => readFile(folder, file))];
}

/** Files by their name; where that is not enough, the rows that other files have of the tables. */
function readAsked(folder: string, files: readonly string[], only: readonly string[]): ReadFile[] {
  const answers = (file: string, name: string) =>
    baseName(file) === name || tableOfName(baseName(file)) === name;
  const named = files.filter((file) => only.some((name) => answers(file, name)));
  const open = only.filter((name) => !named.some((file) => answers(file, name)));
  const read = named.map((file) => readFile(folder, file));
  if (open.length === 0) return read;
  const mixed = files.filter(
    (file) =>
      !named.includes(file) &&
      !isKnownTable(tableOfName(baseName(file))) &&
      !standInFor(baseName(file)),
  );
  const others = mixed
    .map((file) => readFile(folder, file))
    .map((file) => ({ ...file, parts: onlyTables(file.parts, open) }));
  const missing = open.find((name) => !hasRowsOf(others, (table) => table === name));
  if (missing === undefined) return [...read, ...others.filter(({ parts }) => parts.size > 0)];
  const there = listNames(files.map(baseName)) || "none";
  throw new DataError(
    `${folder} has no file ${missing}.jsonl, ${missing}.json or ${missing}.csv, with or ` +
      `without .gz; it has ${there}`,
  );
}

function onlyTables(
  parts: ReadonlyMap<string, TablePart>,
  wanted: readonly string[],
): ReadonlyMap<string, TablePart> {
  return new Map([...parts].filter(([table]) => wanted.includes(table)));
}
