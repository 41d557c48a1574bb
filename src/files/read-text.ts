import { readFileSync, type Stats, statSync } from "node:fs";
import { decodeText, type ReadProblem, type ReadText } from "./decode-text.ts";
import { findFileFault } from "./file-fault.ts";
import { isBrokenLink } from "./kind.ts";

const MEGABYTE = 1024 * 1024;

/** The size limit for files written by people, bytes. */
const MOST_BYTES = 4 * MEGABYTE;

/** The text of a file of at most `most` bytes, or the problem with it. */
export function readText(path: string, most = MOST_BYTES): ReadText {
  const read = readBytes(path, most);
  return "problem" in read ? read : decodeText(read.bytes, path);
}

/**
 * The bytes of a file of at most `most` bytes, or the problem with it. Only regular files are
 * opened, because opening a pipe or a device could block.
 */
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
    return {
      where,
      message: `is ${describeKind(stats)}, not a file`,
      remedy: "put a file in its place",
    };
  if (stats.size <= most) return undefined;
  const [size, limit] = [Math.ceil(stats.size / MEGABYTE), Math.floor(most / MEGABYTE)];
  const message = `has ${size} MB; at most ${limit} MB are read`;
  return { where, message, remedy: "split it or make it smaller" };
}

function describeKind(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** @throws the error itself if it does not come from the file system */
function refusal(error: unknown, path: string): ReadProblem {
  const fault = findFileFault(error, path);
  if (!fault) throw error;
  if ((error as NodeJS.ErrnoException).code === "ENOENT" && isBrokenLink(path))
    return { where: path, message: "is a broken link", remedy: "correct the link" };
  return { where: path, message: fault.what, remedy: fault.remedy };
}
