import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findFileFault } from "../../files/file-fault.ts";
import { isKnownTable } from "../schemas.ts";
import { foreignName } from "./foreign.ts";
import { type DataProblem, listNames } from "./problem.ts";
import { isDataName, nameTable, READ_ENDINGS, standInFor } from "./table-names.ts";

/** The data named by the caller does not exist or cannot be read. */
export class DataError extends Error {}

/** The contents of the data folder, or the single file that the caller named. */
export interface OpenedData {
  readonly folder: string;
  /** File names, sorted; hidden files and lock files of editors are left out. */
  readonly files: readonly string[];
  /** Subfolders that contain data files. */
  readonly subfolders: readonly string[];
  /** Whether the caller named a single file. */
  readonly single: boolean;
}

/** The subfolder of the data with the CSV files of watchlists, each named by its alias. */
export const WATCHLISTS_FOLDER = "watchlists";

/** A table is named after its file, and standard input has no name. */
const NO_STREAM =
  "data is not read from standard input; write it to a file named after its table, such as " +
  "SecurityEvent.jsonl, and name that with --data";

/** @throws DataError if the path does not exist or cannot be read */
export function openData(data: string): OpenedData {
  const stats = readStats(data);
  if (!stats && data === "-") throw new DataError(NO_STREAM);
  if (!stats) throw new DataError(`there is no file or folder ${data}; name one with --data`);
  if (stats.isFile())
    return { folder: dirname(data), files: [basename(data)], subfolders: [], single: true };
  if (!stats.isDirectory())
    throw new DataError(`${data} is neither a folder nor a file; name one with --data`);
  const names = namesIn(data);
  const kinds = names.map((name) => ({ name, stats: readStats(join(data, name)) }));
  const subfolders = kinds.filter((one) => one.stats?.isDirectory()).map(({ name }) => name);
  return {
    folder: data,
    files: kinds.filter((one) => one.stats?.isFile()).map(({ name }) => name),
    subfolders: subfolders.filter(
      (name) => name !== WATCHLISTS_FOLDER && holdsData(join(data, name)),
    ),
    single: false,
  };
}

function readStats(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
    throw unreadable(path, error);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !/^(\.|~\$)/.test(name))
      .sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function unreadable(path: string, error: unknown): Error {
  const fault = findFileFault(error, path);
  return fault ? new DataError(`${path} ${fault.what}; ${fault.remedy}`) : (error as Error);
}

function holdsData(folder: string): boolean {
  try {
    return readdirSync(folder).some(isDataName);
  } catch {
    return false;
  }
}

/** The files to read. If a file is there both compressed and uncompressed, only the latter. */
export function readableFiles({ files }: OpenedData): string[] {
  return files.filter((file) => isDataName(file) && !isCompressedCopy(file, files));
}

function isCompressedCopy(file: string, files: readonly string[]): boolean {
  return /\.gz$/i.test(file) && files.includes(file.slice(0, -3));
}

/** Extensions that data may have. Pictures, queries and the like may be named after a table too. */
const MAYBE_DATA = /^[^.]+$|\.(txt|log|dat|data|bak|old|tmp|out|part\d*)$/i;

/** Files that, by their names, contain data in a format that is not supported. */
export function unreadProblems({ folder, files, single }: OpenedData): DataProblem[] {
  return files.flatMap((file): DataProblem[] => {
    if (isDataName(file)) return [];
    const foreign = foreignName(file);
    if (foreign) return [{ where: join(folder, file), ...foreign }];
    const table = nameTable(file.split(".")[0] ?? "");
    const isTable =
      MAYBE_DATA.test(file) && (isKnownTable(table) || standInFor(table) !== undefined);
    if (!single && !isTable) return [];
    const remedy = `give it the extension of its format: ${READ_ENDINGS}`;
    return [
      {
        where: join(folder, file),
        message: "is not read: its extension does not say what it contains",
        remedy,
      },
    ];
  });
}

/** Files and subfolders that could have been read but were not. */
export function unreadNotices({ folder, files, subfolders }: OpenedData): DataProblem[] {
  const copies = files.filter((file) => isDataName(file) && isCompressedCopy(file, files));
  const notices = copies.map((file) => ({
    where: join(folder, file),
    message: `was not read, because ${file.slice(0, -3)} is in the same folder`,
    remedy: "remove one of the two from the folder",
  }));
  if (subfolders.length === 0) return notices;
  const message = `has subfolders with data, which are not read: ${listNames(subfolders)}`;
  return [...notices, { where: folder, message, remedy: "name one of them with --data" }];
}
