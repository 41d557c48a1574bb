import { appendFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { isThere } from "../files/kind.ts";
import { readBytes } from "../files/read-text.ts";
import { writing } from "../files/trouble.ts";
import { makeFolder } from "../files/write.ts";

/** A stored resource: its ARM id as first written, and what the service keeps of it. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly etag: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A resource as it is now, or (without `put`) its deletion. */
export interface Change {
  readonly id: string;
  readonly put?: Resource;
}

/** The changes of a file, one line each, and how to add one. */
export interface Journal {
  readonly changes: readonly Change[];
  /** The change is in the file when the call returns. @throws WriteFailed */
  append(change: Change): void;
}

export class ResourcesError extends Error {}

const MOST_BYTES = 400 * 1024 * 1024;

/** @throws ResourcesError where the file holds anything but changes */
export function openJournal(path: string): Journal {
  const bytes = bytesOf(path);
  const end = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
  const changes = lines.map((line, index) => changeOf(line, `${path}:${index + 1}`));
  return { changes, append: appender(path, end, end < bytes.length) };
}

function bytesOf(path: string): Buffer {
  if (!isThere(path)) return Buffer.alloc(0);
  const read = readBytes(path, MOST_BYTES);
  if ("bytes" in read) return read.bytes;
  throw new ResourcesError(`${read.problem.where} ${read.problem.message}`);
}

/**
 * A line that was not finished (a full disk, a power cut) is taken off before the next one is
 * added: what it was to say was never answered. Until then the file is only read, since another
 * process may be writing it.
 */
function appender(path: string, complete: number, isUnfinished: boolean): (change: Change) => void {
  let [size, cut] = [complete, isUnfinished];
  return (change) => {
    const line = `${JSON.stringify(change)}\n`;
    writing(path, () => {
      if (size === 0) makeFolder(dirname(path));
      if (cut) truncateSync(path, size);
      cut = true;
      appendFileSync(path, line);
      cut = false;
    });
    size += Buffer.byteLength(line);
  };
}

function changeOf(line: string, where: string): Change {
  const change = parseLine(line);
  if (isChange(change)) return change;
  throw new ResourcesError(`${where} is no stored resource`);
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
