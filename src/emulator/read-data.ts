import { join } from "node:path";
import { shippedTables } from "./asim-sources.ts";
import {
  DataError,
  openData,
  readableFiles,
  unreadNotices,
  unreadProblems,
} from "./data/data-folder.ts";
import { dropDuplicates } from "./data/drop-duplicates.ts";
import { type FileReport, reportFile } from "./data/file-report.ts";
import { placeRows } from "./data/place-rows.ts";
import { type DataProblem, listNames } from "./data/problem.ts";
import { readRows } from "./data/read-file.ts";
import { baseName, nameTable, READ_ENDINGS, standInFor } from "./data/table-names.ts";
import { isKnownTable } from "./schemas.ts";
import { partLength, type TablePart } from "./table-part.ts";

export type { DataProblem };
export { DataError };

/** The data in a folder. */
export interface FolderData extends FileReport {
  /** By table, one part for each file with rows of the table. */
  readonly parts: ReadonlyMap<string, readonly TablePart[]>;
}

/**
 * Reads the data files of a folder, or a single file. `only` names the files or tables to read.
 * Without it all files are read, but a file that stands in for a parser only if the folder has no
 * rows of a table that the parser reads. If there are no rows at all, the problems say why.
 * @throws DataError if the folder or something named in `only` does not exist
 */
export function readFolder(data: string, only: readonly string[] | undefined): FolderData {
  const opened = openData(data);
  const readable = readableFiles(opened);
  const read = only ? readNamed(opened.folder, readable, only) : readAll(opened.folder, readable);
  const { parts, duplicates } = dropDuplicates(read);
  const problems = [
    ...(only ? [] : unreadProblems(opened)),
    ...read.flatMap((file) => file.problems),
  ];
  const notices = [
    ...(only ? [] : unreadNotices(opened)),
    ...read.flatMap((file) => file.notices),
    ...duplicates,
  ];
  if ([...parts.values()].flat().some((part) => partLength(part) > 0))
    return { parts, problems, notices };
  const why = [...problems, ...notices];
  return { parts, problems: why.length > 0 ? why : [emptyFolder(data, opened.files)], notices: [] };
}

function emptyFolder(data: string, files: readonly string[]): DataProblem {
  const message =
    files.length === 0
      ? "is an empty folder"
      : `has no file in a supported format, only ${listNames(files)}`;
  const remedy =
    "put tables exported from Log Analytics in it, one per file, such as SecurityEvent.csv; " +
    `supported are ${READ_ENDINGS}`;
  return { where: data, message, remedy };
}

/** The rows of one file. */
export interface ReadFile extends FileReport {
  readonly path: string;
  readonly parts: ReadonlyMap<string, TablePart>;
}

function readFile(folder: string, file: string): ReadFile {
  const path = join(folder, file);
  const rows = readRows(path);
  const placed = placeRows(file, rows);
  return { path, parts: placed.parts, ...reportFile(path, file, rows, placed) };
}

function hasRowsIn(read: readonly ReadFile[], isWanted: (table: string) => boolean): boolean {
  return read.some(({ parts }) =>
    [...parts].some(([table, part]) => isWanted(table) && partLength(part) > 0),
  );
}

function readAll(folder: string, files: readonly string[]): ReadFile[] {
  const isStandIn = (file: string) => standInFor(baseName(file)) !== undefined;
  const tables = files.filter((file) => !isStandIn(file)).map((file) => readFile(folder, file));
  const used = files.filter((file) => {
    const parser = standInFor(baseName(file));
    return parser !== undefined && !hasRowsIn(tables, (table) => shippedTables(parser).has(table));
  });
  return [...tables, ...used.map((file) => readFile(folder, file))];
}

/** Reads the named files. For a table without its own file, takes its rows from the other files. */
function readNamed(folder: string, files: readonly string[], only: readonly string[]): ReadFile[] {
  const isNamed = (file: string, name: string) =>
    baseName(file) === name || nameTable(baseName(file)) === name;
  const named = files.filter((file) => only.some((name) => isNamed(file, name)));
  const open = only.filter((name) => !named.some((file) => isNamed(file, name)));
  const read = named.map((file) => readFile(folder, file));
  if (open.length === 0) return read;
  const mixed = files.filter(
    (file) =>
      !named.includes(file) &&
      !isKnownTable(nameTable(baseName(file))) &&
      !standInFor(baseName(file)),
  );
  const others = mixed
    .map((file) => readFile(folder, file))
    .map((file) => ({ ...file, parts: onlyTables(file.parts, open) }));
  const missing = open.find((name) => !hasRowsIn(others, (table) => table === name));
  if (missing === undefined) return [...read, ...others.filter(({ parts }) => parts.size > 0)];
  const there = listNames(files.map(baseName)) || "none";
  throw new DataError(
    `${folder} has no file ${missing}.jsonl, .json, .csv or .parquet, with or ` +
      `without .gz; it has ${there}`,
  );
}

function onlyTables(
  parts: ReadonlyMap<string, TablePart>,
  wanted: readonly string[],
): ReadonlyMap<string, TablePart> {
  return new Map([...parts].filter(([table]) => wanted.includes(table)));
}
