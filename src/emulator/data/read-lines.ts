import { isUtf8 } from "node:buffer";
import { areCliRows } from "./envelopes.ts";
import { inexactAt } from "./exact-json.ts";
import { type FileRows, storeRecords } from "./file-rows.ts";
import { type JsonSink, readLine, readLoosely } from "./json-values.ts";
import type { LinePiece } from "./line-pieces.ts";
import { LineScanner } from "./line-scanner.ts";

const LINE_END = 10;
/** What `readPiece` returns where every line of the piece could be read. */
const ALL_READ = -1;

/**
 * Reads a file of JSON objects, one a line, into columns. What is found in any other line goes to
 * `sink`, which adds rows to `rows.records`.
 * @returns false if the file has to be read as a whole, because it is not UTF-8 or because its rows
 * have another form; the rows are not complete then
 */
export function readLines(pieces: Iterable<LinePiece>, rows: FileRows, sink: JsonSink): boolean {
  const reading: Reading = { rows, sink, scanner: new LineScanner(rows.stored), line: 0 };
  const iterator = pieces[Symbol.iterator]();
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    const piece = next.value;
    const isText = isUtf8(piece.bytes.buffer.subarray(piece.start, piece.end));
    if (!isText && !piece.isOpen) return false;
    const stop = readPiece(piece, isText, reading);
    if (stop === ALL_READ) continue;
    const rest = textFrom(piece, stop, iterator);
    if (rest === undefined) return false;
    readLoosely(rest, reading.line, sink);
    storeRecords(rows);
    break;
  }
  return !areCliRows(rows.stored);
}

interface Reading {
  readonly rows: FileRows;
  readonly sink: JsonSink;
  readonly scanner: LineScanner;
  /** The number of the line that was read last. */
  line: number;
}

/** @returns the offset of a line with which a value begins that goes over several lines */
function readPiece(piece: LinePiece, isText: boolean, reading: Reading): number {
  const { bytes } = piece;
  const { rows, sink, scanner } = reading;
  for (let from = piece.start; from < piece.end; ) {
    reading.line++;
    if (isText && scanner.read(bytes, from, reading.line)) {
      from = scanner.at;
      continue;
    }
    const end = bytes.buffer.indexOf(LINE_END, from);
    const text = bytes.buffer.toString("utf8", from, end);
    if (!readLine(text, inexactAt(text, 0) < text.length, reading.line, sink)) return from;
    storeRecords(rows);
    from = end + 1;
  }
  return ALL_READ;
}

/** The text from an offset to the end of the file; undefined if it is not all UTF-8. */
function textFrom(
  first: LinePiece,
  start: number,
  others: Iterator<LinePiece>,
): string | undefined {
  const texts = [textOf({ ...first, start })];
  for (let next = others.next(); !next.done; next = others.next()) {
    const { bytes, start: from, end, isOpen } = next.value;
    if (!isOpen && !isUtf8(bytes.buffer.subarray(from, end))) return undefined;
    texts.push(textOf(next.value));
  }
  return texts.join("");
}

/** The text of a piece, without the line end that a file does not have. */
function textOf({ bytes, start, end, isOpen }: LinePiece): string {
  return bytes.buffer.toString("utf8", start, isOpen ? end - 1 : end);
}
