import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** A place in a file. */
export interface FilePlace {
  /** From the folder in which hunts was started, with `/` between names; absolute if not below. */
  readonly path: string;
  /** The same as a URI: relative, or `file:` if it is not below that folder. */
  readonly uri: string;
  readonly isBelow: boolean;
  /** Counted from 1; undefined if the place is the whole file. */
  readonly line?: number;
  /** In UTF-16 units, from 1. */
  readonly column?: number;
}

/** file:line:column, or file:line with the item of a watchlist's file in that line. */
const PLACE = /^(.+?)(?::(\d+))?(?::(\d+))?(?:, item .*)?$/s;

/** Splits the place of a problem; undefined if it is no file or folder, such as a setting. */
export function filePlace(where: string, root: string = process.cwd()): FilePlace | undefined {
  const [, file = "", line, column] = PLACE.exec(where) ?? [];
  if (file === "" || !existsSync(resolve(root, file))) return undefined;
  return {
    ...pathsOf(resolve(root, file), root),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
}

function pathsOf(file: string, root: string): Pick<FilePlace, "path" | "uri" | "isBelow"> {
  const below = relative(root, file);
  const isBelow = below !== "" && !isAbsolute(below) && below.split(sep)[0] !== "..";
  const names = (isBelow ? below : file).split(sep);
  return {
    path: names.join("/"),
    uri: isBelow ? names.map(encodeURIComponent).join("/") : pathToFileURL(file).href,
    isBelow,
  };
}
