import type { Readable } from "node:stream";
import { decodeText } from "../../files/decode-text.ts";
import type { Case } from "./answer-case.ts";

/** A line of a batch: a query with its id, or why it is none. */
export type BatchLine =
  | { readonly case: Case }
  | { readonly id: Case["id"] | null; readonly fault: string };

/** Bytes of a line: more than the longest query with every character escaped. */
const MAX_BYTES = 8 * 1024 * 1024;
const LINE_END = 10;

/** Reads a batch line by line, so that a line can be answered before the next one is written. */
export async function* readBatch(stream: Readable, name: string): AsyncGenerator<BatchLine> {
  let number = 0;
  for await (const bytes of splitLines(stream)) {
    number++;
    const line = bytes === "too long" ? tooLong() : readLine(bytes, `${name}:${number}`);
    if (line) yield "fault" in line ? { ...line, fault: `${name}:${number} ${line.fault}` } : line;
  }
}

/** The bytes of each line; what is too long is skipped up to its end. */
async function* splitLines(stream: Readable): AsyncGenerator<Buffer | "too long"> {
  let [parts, size]: [Buffer[], number] = [[], 0];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      size += end - from;
      yield size > MAX_BYTES ? "too long" : Buffer.concat([...parts, chunk.subarray(from, end)]);
      [parts, size] = [[], 0];
      from = end + 1;
    }
    size += chunk.length - from;
    if (size > MAX_BYTES) parts = [];
    else if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (size > 0) yield size > MAX_BYTES ? "too long" : Buffer.concat(parts);
}

function tooLong(): BatchLine {
  return { id: null, fault: `is longer than ${MAX_BYTES / 1024 / 1024} MB` };
}

/** @returns undefined for a blank line */
function readLine(bytes: Buffer, where: string): BatchLine | undefined {
  const decoded = decodeText(bytes, where);
  if ("problem" in decoded) return { id: null, fault: decoded.problem.message };
  if (decoded.text.trim() === "") return undefined;
  try {
    return readCase(JSON.parse(decoded.text));
  } catch {
    return { id: null, fault: "is not JSON" };
  }
}

function readCase(value: unknown): BatchLine {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { id: null, fault: "is not a JSON object" };
  const { id, query } = value as { readonly id?: unknown; readonly query?: unknown };
  if (typeof id !== "string" && !Number.isSafeInteger(id))
    return { id: null, fault: "has no id: a string or a whole number" };
  const named = id as Case["id"];
  return typeof query === "string" && query.trim() !== ""
    ? { case: { id: named, query } }
    : { id: named, fault: "has no query" };
}
