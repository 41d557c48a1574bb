import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isKnownTable } from "../schemas.ts";
import { foreignName } from "./foreign.ts";
import { type DataProblem, listNames } from "./problem.ts";
import { isDataName, READ_ENDINGS, standInFor, tableOfName } from "./table-names.ts";

/** Data that a call names wrongly: the folder or a file is not there. */
export class DataError extends Error {}

/** What is in the folder that a call names, or the one file. */
export interface OpenedData {
  readonly folder: string;
  /** Names of files, in order; those that systems and editors hide are left out. */
  readonly files: readonly string[];
  /** Folders in it that hold data files. */
  readonly inner: readonly string[];
  /** The call names a file. */
  readonly single: boolean;
}

/** @throws DataError where there is nothing that could be opened */
export function openData(data: string): OpenedData {
  const stats = statOf(data);
  if (!stats) throw new DataError(`there is no folder ${data}; name one with --data`);
  if (stats.isFile())
    return { folder: dirname(data), files: [basename(data)], inner: [], single: true };
  if (!stats.isDirectory())
    throw new DataError(`${data} is neither a folder nor a file; name one with --data`);
  const names = namesIn(data);
  const kinds = names.map((name) => ({ name, stats: statOf(join(data, name)) }));
  const inner = kinds.filter((one) => one.stats?.isDirectory()).map(({ name }) => name);
  return {
    folder: data,
    files: kinds.filter((one) => one.stats?.isFile()).map(({ name }) => name),
    inner: inner.filter((name) => holdsData(join(data, name))),
    single: false,
  };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
    throw new DataError(`${path} cannot be read (${message}); check its rights`);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !/^(\.|~\$)/.test(name))
      .sort();
  } catch (error) {
    throw new DataError(`${folder} cannot be read (${(error as Error).message}); check its rights`);
  }
}

function holdsData(folder: string): boolean {
  try {
    return readdirSync(folder).some(isDataName);
  } catch {
    return false;
  }
}

/** The files that are read; of one that is there packed and unpacked, the unpacked one. */
export function readableFiles({ files }: OpenedData): string[] {
  return files.filter((file) => isDataName(file) && !isPackedDouble(file, files));
}

function isPackedDouble(file: string, files: readonly string[]): boolean {
  return /\.gz$/i.test(file) && files.includes(file.slice(0, -3));
}

/** Names of tables may also be those of notes, pictures and queries about them. */
const MAYBE_DATA = /^[^.]+$|\.(txt|log|dat|data|bak|old|tmp|out|part\d*)$/i;

/** Files that hold data, by their names, in a form that is not read. */
export function unreadProblems({ folder, files, single }: OpenedData): DataProblem[] {
  return files.flatMap((file): DataProblem[] => {
    if (isDataName(file)) return [];
    const foreign = foreignName(file);
    if (foreign) return [{ where: join(folder, file), ...foreign }];
    const table = tableOfName(file.split(".")[0] ?? "");
    const isTable =
      MAYBE_DATA.test(file) && (isKnownTable(table) || standInFor(table) !== undefined);
    if (!single && !isTable) return [];
    const remedy = `give it the ending of what is in it: ${READ_ENDINGS}`;
    return [
      {
        where: join(folder, file),
        message: "is not read: its ending does not say what it is",
        remedy,
      },
    ];
  });
}

/** What lies in the folder, could be read, and was not. */
export function unreadNotices({ folder, files, inner }: OpenedData): DataProblem[] {
  const doubles = files.filter((file) => isDataName(file) && isPackedDouble(file, files));
  const packed = doubles.map((file) => ({
    where: join(folder, file),
    message: `was not read: ${file.slice(0, -3)} lies beside it`,
    remedy: "take one of the two out of the folder",
  }));
  if (inner.length === 0) return packed;
  const message = `holds folders with data, which are not read: ${listNames(inner)}`;
  return [...packed, { where: folder, message, remedy: "name one of them with --data" }];
}
