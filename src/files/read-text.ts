import { readFileSync, type Stats, statSync } from "node:fs";
import { isBrokenLink } from "./kind.ts";
import { type ReadProblem, type ReadText, textOf } from "./text-of.ts";
import { fileTrouble } from "./trouble.ts";

const MEGABYTE = 1024 * 1024;

/** Bytes that are read of a file which people write. */
const MOST_BYTES = 4 * MEGABYTE;

/** The text of a file, of at most `most` bytes. */
export function readText(path: string, most = MOST_BYTES): ReadText {
  const read = readBytes(path, most);
  return "problem" in read ? read : textOf(read.bytes, path);
}

/** The bytes of a file. Nothing but files is opened: a pipe or a device would be waited for. */
export function readBytes(
  path: string,
  most: number,
): { readonly bytes: Buffer } | { readonly problem: ReadProblem } {
  try {
    const problem = refuseFile(path, statSync(path), most);
    return problem ? { problem } : { bytes: readFileSync(path) };
  } catch (error) {
    return { problem: refusal(error, path) };
  }
}

function refuseFile(where: string, stats: Stats, most: number): ReadProblem | undefined {
  if (!stats.isFile())
    return { where, message: `is ${kindOf(stats)}, not a file`, remedy: "put a file in its place" };
  if (stats.size <= most) return undefined;
  const [size, limit] = [Math.ceil(stats.size / MEGABYTE), Math.floor(most / MEGABYTE)];
  const message = `has ${size} MB; no more than ${limit} MB are read`;
  return { where, message, remedy: "split it, or take out what is too much" };
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** @throws the error itself where it is none of the file system's */
function refusal(error: unknown, path: string): ReadProblem {
  const trouble = fileTrouble(error, path);
  if (!trouble) throw error;
  const leadsNowhere = (error as NodeJS.ErrnoException).code === "ENOENT" && isBrokenLink(path);
  if (leadsNowhere)
    return { where: path, message: "is a link that leads nowhere", remedy: "correct the link" };
  return { where: path, message: trouble.what, remedy: trouble.remedy };
}
