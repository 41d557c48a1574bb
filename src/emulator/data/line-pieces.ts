import { constants } from "node:buffer";
import { readSync } from "node:fs";
import { Bytes } from "./bytes.ts";
import { BOM } from "./decode.ts";

/** A piece of a file that consists of whole lines. */
export interface LinePiece {
  /**
   * The bytes from `start` to `end`, of which the last is a line end. They are valid until the next
   * piece is read, and at least `SLACK` more bytes follow them.
   */
  readonly bytes: Bytes;
  readonly start: number;
  readonly end: number;
  /** Whether the line is the file's last, and the file does not end it. */
  readonly isOpen: boolean;
}

/** A line is longer than a string can be. */
class LineTooLong extends Error {
  readonly code = "ERR_STRING_TOO_LONG";
}

const LINE_END = 10;
const PIECE = 1 << 20;
/** How many bytes can be read after a piece, so that its last bytes can be read as words. */
const SLACK = 4;

/** The lines of an open file, after a byte order mark. */
export function linesOfFile(file: number): Iterable<LinePiece> {
  let position = 0;
  return linesRead((buffer, at, most) => {
    const read = readSync(file, buffer, at, most, position);
    position += read;
    return read;
  });
}

/** The lines of a file that comes in pieces, each of which is valid until the next one comes. */
export function linesOfPieces(pieces: Iterable<Buffer>): Iterable<LinePiece> {
  const iterator = pieces[Symbol.iterator]();
  let rest = Buffer.alloc(0);
  return linesRead((buffer, at, most) => {
    if (rest.length === 0) rest = iterator.next().value ?? rest;
    const read = rest.copy(buffer, at, 0, most);
    rest = rest.subarray(read);
    return read;
  });
}

/** `read` writes at most so many bytes into the buffer; it returns how many, and 0 at the end. */
function* linesRead(
  read: (buffer: Buffer, at: number, most: number) => number,
): Iterable<LinePiece> {
  let bytes = new Bytes(Buffer.alloc(PIECE + SLACK));
  let [start, filled, isFirst] = [0, 0, true];
  for (;;) {
    const { buffer } = bytes;
    const added = read(buffer, filled, buffer.length - SLACK - filled);
    if (added === 0) break;
    if (isFirst) start = afterMark(buffer);
    isFirst = false;
    const end = filled + added;
    const last = buffer.subarray(filled, end).lastIndexOf(LINE_END);
    const whole = last < 0 ? 0 : filled + last + 1;
    filled = end - whole;
    if (whole > 0) {
      yield { bytes, start, end: whole, isOpen: false };
      buffer.copyWithin(0, whole, end);
      start = 0;
    } else if (filled === buffer.length - SLACK) bytes = doubled(bytes);
  }
  if (filled > start) yield* copiedPieces(bytes.buffer.subarray(start, filled));
}

/** The lines of a file in memory, after a byte order mark. */
export function* linesOfBytes(buffer: Buffer): Iterable<LinePiece> {
  const start = afterMark(buffer);
  const end = buffer.lastIndexOf(LINE_END, -1 - SLACK) + 1;
  if (end > start) yield { bytes: new Bytes(buffer), start, end, isOpen: false };
  yield* copiedPieces(buffer.subarray(Math.max(start, end)));
}

function afterMark(buffer: Buffer): number {
  return buffer.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
}

/** The lines that are ended, and the line that is not. */
function* copiedPieces(buffer: Buffer): Iterable<LinePiece> {
  const end = buffer.lastIndexOf(LINE_END) + 1;
  if (end > 0) yield copiedPiece(buffer.subarray(0, end), false);
  if (end < buffer.length)
    yield copiedPiece(Buffer.concat([buffer.subarray(end), Buffer.from([LINE_END])]), true);
}

function copiedPiece(lines: Buffer, isOpen: boolean): LinePiece {
  const bytes = new Bytes(Buffer.concat([lines, Buffer.alloc(SLACK)]));
  return { bytes, start: 0, end: lines.length, isOpen };
}

function doubled({ buffer }: Bytes): Bytes {
  if (buffer.length > constants.MAX_STRING_LENGTH) throw new LineTooLong();
  const larger = Buffer.alloc(buffer.length * 2);
  buffer.copy(larger);
  return new Bytes(larger);
}
