import { appendFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { writing } from "../files/file-fault.ts";
import { isThere } from "../files/kind.ts";
import { readBytes } from "../files/read-text.ts";
import { makeFolder } from "../files/write.ts";

/** A stored resource. `id` is its ARM id as first written. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly etag: string;
  /** For a type whose resources are of several kinds, such as analytics rules. */
  readonly kind?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A change: the new state of a resource, or its deletion if there is no `put`. */
export interface Change {
  readonly id: string;
  readonly put?: Resource;
}

/** A file of changes, one per line. */
export interface Journal {
  readonly changes: readonly Change[];
  /** Appends a change; it is in the file when the call returns. @throws WriteFailed */
  append(change: Change): void;
}

export class ResourcesError extends Error {}

const MOST_BYTES = 400 * 1024 * 1024;

/** @throws ResourcesError if the file cannot be read or contains anything but changes */
export function openJournal(path: string): Journal {
  const bytes = readWhole(path);
  const end = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
  const changes = lines.map((line, index) => parseChange(line, `${path}:${index + 1}`));
  return { changes, append: appender(path, end, end < bytes.length) };
}

function readWhole(path: string): Buffer {
  if (!isThere(path)) return Buffer.alloc(0);
  const read = readBytes(path, MOST_BYTES);
  if ("bytes" in read) return read.bytes;
  throw new ResourcesError(`${read.problem.where} ${read.problem.message}`);
}

/**
 * Removes an unfinished last line (after a full disk or a power cut) before appending the next one:
 * its request was never answered. It is not removed earlier, because another process may be writing
 * to the file.
 */
function appender(path: string, complete: number, isUnfinished: boolean): (change: Change) => void {
  let [size, endsInPart] = [complete, isUnfinished];
  return (change) => {
    const line = `${JSON.stringify(change)}\n`;
    writing(path, () => {
      if (size === 0) makeFolder(dirname(path));
      if (endsInPart) truncateSync(path, size);
      endsInPart = true;
      appendFileSync(path, line);
      endsInPart = false;
    });
    size += Buffer.byteLength(line);
  };
}

function parseChange(line: string, where: string): Change {
  const change = parseLine(line);
  if (isChange(change)) return change;
  throw new ResourcesError(`${where} is not a stored resource`);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isChange(value: unknown): value is Change {
  if (!isObject(value) || typeof value["id"] !== "string") return false;
  const { put } = value;
  if (put === undefined) return true;
  if (!isObject(put) || !isObject(put["properties"])) return false;
  return ["id", "name", "type", "etag"].every((field) => typeof put[field] === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
