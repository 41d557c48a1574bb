import { inexactAt, parseExact } from "./exact-json.ts";

/** Receives the values that a JSON reader finds, and the faults between them. */
export interface JsonSink {
  /** `row` is the 1-based position in an array; undefined for a value outside of an array. */
  value(value: unknown, line: number, row?: number): void;
  fault(message: string, line: number, row?: number): void;
}

/**
 * Reads the JSON values of a text: one per line, several per line, spread over lines, or in arrays,
 * in any mix. The items of an array are reported one by one. Text that is not JSON is reported with
 * its line, and reading continues after it.
 */
export function readJson(pieces: Iterable<string>, sink: JsonSink): void {
  let line = 0;
  const iterator = pieces[Symbol.iterator]();
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    const piece = next.value;
    let inexact = -1;
    for (let from = 0; from < piece.length; ) {
      const end = piece.indexOf("\n", from);
      const to = end < 0 ? piece.length : end;
      line++;
      if (inexact < from) inexact = inexactAt(piece, from);
      if (!readLine(piece.slice(from, to), inexact < to, line, sink)) {
        readLoosely([piece.slice(from), ...remaining(iterator)].join(""), line, sink);
        return;
      }
      from = to + 1;
    }
  }
}

function* remaining(iterator: Iterator<string>): Iterable<string> {
  for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value;
}

/** Reads a line as one value. @returns false if it may be part of a longer value */
export function readLine(
  line: string,
  isInexact: boolean,
  number: number,
  sink: JsonSink,
): boolean {
  const first = /\S/.exec(line)?.[0];
  if (first === undefined) return true;
  if (first === "[") return false;
  try {
    sink.value(isInexact ? parseExact(line) : JSON.parse(line), number);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if ("{,]\u001e".includes(first)) return false;
    sink.fault(notJson(line), number);
  }
  return true;
}

function notJson(text: string): string {
  return text.includes("\0")
    ? "the line contains NUL bytes, so it is not JSON"
    : "the line is not JSON";
}

/**
 * How many unclosed rows are searched to the end of the text. After that, the search for the end of
 * a row stops at the next line that begins one, so that it does not become quadratic.
 */
const MOST_FULL_SEARCHES = 20;

interface Reading {
  readonly text: string;
  at: number;
  line: number;
  /** Items read so far of the open array; undefined outside of one. */
  row: number | undefined;
  fullSearches: number;
}

/** Reads a text whose values are not one per line, or not all JSON. */
export function readLoosely(text: string, firstLine: number, sink: JsonSink): void {
  const reading: Reading = { text, at: 0, line: firstLine, row: undefined, fullSearches: 0 };
  for (skipBlank(reading); reading.at < text.length; skipBlank(reading)) {
    const first = text[reading.at];
    if (first === "[" && reading.row === undefined) openArray(reading);
    else if (first === "]") closeArray(reading, sink);
    else if (first === "{" || first === "[") readValue(reading, sink);
    else readWord(reading, sink);
  }
  if (reading.row !== undefined)
    sink.fault("the array is truncated: its closing ] is missing", reading.line);
}

function openArray(reading: Reading): void {
  reading.row = 0;
  reading.at++;
}

function closeArray(reading: Reading, sink: JsonSink): void {
  if (reading.row === undefined) sink.fault("the line is not JSON", reading.line);
  reading.row = undefined;
  reading.at++;
}

/** Skips blanks, commas and the control character that begins a record of a JSON text sequence. */
function skipBlank(reading: Reading): void {
  for (; reading.at < reading.text.length; reading.at++) {
    const character = reading.text[reading.at] as string;
    if (character === "\n") reading.line++;
    else if (!" \t\r,\u001e\ufeff".includes(character)) return;
  }
}

function nextRow(reading: Reading): number | undefined {
  if (reading.row !== undefined) reading.row++;
  return reading.row;
}

/** Reads an object, or an array inside an array. */
function readValue(reading: Reading, sink: JsonSink): void {
  const { text, at, line } = reading;
  const row = nextRow(reading);
  const indent = indentAt(text, at);
  const stop = reading.fullSearches < MOST_FULL_SEARCHES ? undefined : `${indent}{`;
  const end = findValueEnd(text, at, stop);
  const value = end > 0 ? tryParse(text.slice(at, end)) : undefined;
  if (value) {
    sink.value(value.value, line, row);
    moveTo(reading, end);
    return;
  }
  reading.fullSearches++;
  const next = nextStart(reading, indent);
  const isTruncated =
    end === TRUNCATED &&
    next === text.length &&
    !/^[^\n]*\n\s*$/.test(text.slice(at, at + 100_000));
  sink.fault(
    isTruncated
      ? "the row is truncated: the file ends inside it"
      : notJson(text.slice(at, Math.min(next, at + 10_000))),
    line,
    row,
  );
  moveTo(reading, next);
}

/** Reads anything else, such as a number, up to the next comma, bracket or line end. */
function readWord(reading: Reading, sink: JsonSink): void {
  const { text, at, line } = reading;
  const stop = reading.row === undefined ? /\n/g : /[\n,\]]/g;
  stop.lastIndex = text[at] === '"' ? Math.max(findStringEnd(text, at), at) + 1 : at;
  const end = stop.exec(text)?.index ?? text.length;
  const row = nextRow(reading);
  const value = tryParse(text.slice(at, end));
  if (value) sink.value(value.value, line, row);
  else sink.fault(notJson(text.slice(at, end)), line, row);
  moveTo(reading, end);
}

function moveTo(reading: Reading, to: number): void {
  for (
    let at = reading.text.indexOf("\n", reading.at);
    at >= 0 && at < to;
    at = reading.text.indexOf("\n", at + 1)
  )
    reading.line++;
  reading.at = to;
}

function tryParse(text: string): { value: unknown } | undefined {
  try {
    return { value: parseExact(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const TRUNCATED = -1;
const BROKEN = -2;
const [QUOTE, BACKSLASH, LINE] = [34, 92, 10];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

/**
 * The end of the object or array that begins at `from`, or TRUNCATED or BROKEN. The search stops at
 * a line that begins with `next`.
 */
function findValueEnd(text: string, from: number, next: string | undefined): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = findStringEnd(text, at);
      if (at < 0) return at;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return at + 1;
    } else if (next !== undefined && code === LINE && text.startsWith(next, at + 1)) return BROKEN;
  }
  return TRUNCATED;
}

/** The offset of the closing quote, or TRUNCATED; BROKEN if the line ends first. */
function findStringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === LINE) return BROKEN;
    if (code === BACKSLASH) at++;
  }
  return TRUNCATED;
}

/** The indentation of a value that is the first in its line; "" otherwise. */
function indentAt(text: string, at: number): string {
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return before.trim() === "" ? before : "";
}

/** Where to resume after a broken value: at a line with the same indent, or at the array's end. */
function nextStart({ text, at, row }: Reading, indent: string): number {
  for (let end = text.indexOf("\n", at); end >= 0; end = text.indexOf("\n", end + 1)) {
    const start = end + 1 + indent.length;
    if (text.startsWith(indent, end + 1) && "{[\u001e".includes(text[start] ?? " ")) return start;
    if (row !== undefined && /^[ \t]*\]\s*$/.test(text.slice(end + 1, start + 3))) return end + 1;
  }
  return text.length;
}
