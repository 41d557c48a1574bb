import { isUtf8 } from "node:buffer";
import { constants, gunzipSync } from "node:zlib";
import { foreignBytes } from "./foreign.ts";
import type { FileFault } from "./problem.ts";

/**
 * The text of a file, in pieces that end at a line end, so that memory never holds both the whole
 * text and its rows.
 */
export interface Decoded {
  /** The first few thousand characters. */
  readonly start: string;
  readonly pieces: Iterable<string>;
  readonly faults: readonly FileFault[];
}

/**
 * Decodes the bytes of a file, in UTF-8 or UTF-16.
 * @returns a fault if they are not text
 */
export function decode(bytes: Buffer): Decoded | FileFault {
  const foreign = foreignBytes(bytes);
  if (foreign) return foreign;
  const wide = wideOrder(bytes);
  if (wide === "UTF-32")
    return { message: "is in UTF-32, which is not supported", remedy: "save it as UTF-8" };
  if (wide) {
    const text = wideText(bytes, wide);
    return { start: text.slice(0, START), pieces: [text], faults: [] };
  }
  const from = bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
  const start = bytes.toString("utf8", from, from + START);
  return { start, pieces: utf8Pieces(bytes, from), faults: notUtf8(bytes) };
}

/** The byte order mark in UTF-8. */
export const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_END = 10;
const START = 4096;
/** Bytes from which the format of a file can be told. */
export const HEAD = BOM.length + START;
/** Bytes per piece: far below JavaScript's longest string, and large enough for few calls. */
const PIECE = 4 << 20;

/** The bytes of a file after decompression. */
export interface Unpacked {
  readonly bytes: Buffer;
  readonly faults: readonly FileFault[];
}

/** Whether a file is compressed, or should be by its name; judged by its first bytes. */
export function isPacked(start: Buffer, name: string): boolean {
  return isGzip(start) || /\.gz$/i.test(name);
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Decompressed bytes of a file that is decompressed at once. */
const MOST_UNPACKED = 256 << 20;

/**
 * Decompresses a file at once.
 * @returns undefined if it is too large for that; a fault if it cannot be decompressed
 */
export function unpack(packed: Buffer): Unpacked | FileFault | undefined {
  try {
    return { bytes: gunzipSync(packed, { maxOutputLength: MOST_UNPACKED }), faults: [] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") return undefined;
    return code === "Z_BUF_ERROR" ? unpackTruncated(packed) : damagedGzip(error);
  }
}

/** @throws the error itself if it is not one of decompression */
export function damagedGzip(error: unknown): FileFault {
  const { code } = error as NodeJS.ErrnoException;
  if (!code?.startsWith("Z_")) throw error;
  return {
    message: "cannot be decompressed: its gzip data is damaged",
    remedy: "copy or compress it again",
  };
}

/** Why a file cannot be decompressed, judged by its first bytes. */
export function packedFault(start: Buffer): FileFault | undefined {
  return isGzip(start) ? undefined : (foreignBytes(start) ?? notGzip(start));
}

function notGzip(packed: Buffer): FileFault {
  if (packed.length === 0)
    return { message: "cannot be decompressed: it is empty", remedy: "copy or compress it again" };
  return {
    message: "cannot be decompressed: it is not gzip",
    remedy: "compress it again, or remove .gz from its name if it is plain text",
  };
}

export const TRUNCATED_GZIP: FileFault = {
  message: "is truncated: the end of its gzip data is missing",
  remedy: "copy it again; the rows up to that point were used",
};

/** Decompresses as much as there is of a truncated file. */
function unpackTruncated(packed: Buffer): Unpacked | FileFault | undefined {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_UNPACKED };
  try {
    return { bytes: gunzipSync(packed, options), faults: [TRUNCATED_GZIP] };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
      ? undefined
      : damagedGzip(error);
  }
}

type Order = "little" | "big";

/** Detects UTF-16 by its byte order mark, or by the zero byte in each Latin letter. */
export function wideOrder(bytes: Buffer): Order | "UTF-32" | undefined {
  const [a, b, c, d] = bytes;
  if (
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff)
  )
    return "UTF-32";
  if (a === 0xff && b === 0xfe) return "little";
  if (a === 0xfe && b === 0xff) return "big";
  const start = bytes.subarray(0, 512);
  const zeros = (from: number) =>
    start.filter((byte, at) => at % 2 === from && byte === 0).length /
    Math.max(1, start.length >> 1);
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > 0.6 && even < 0.1) return "little";
  return even > 0.6 && odd < 0.1 ? "big" : undefined;
}

function wideText(bytes: Buffer, order: Order): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  const text = (order === "big" ? Buffer.from(even).swap16() : even).toString("utf16le");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The text from `start` on (after a byte order mark), in pieces that end at a line end. */
function* utf8Pieces(bytes: Buffer, start: number): Iterable<string> {
  for (let from = start; from < bytes.length; ) {
    const end = from + PIECE >= bytes.length ? -1 : bytes.indexOf(LINE_END, from + PIECE);
    const to = end < 0 ? bytes.length : end + 1;
    yield bytes.toString("utf8", from, to);
    from = to;
  }
}

/** Checks all but the last line: if truncated, it may end inside a character and is reported. */
function notUtf8(bytes: Buffer): FileFault[] {
  const whole = bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1);
  if (isUtf8(whole)) return [];
  let line = 1;
  for (let from = 0; from < whole.length; line++) {
    const to = whole.indexOf(LINE_END, from) + 1;
    if (!isUtf8(whole.subarray(from, to))) break;
    from = to;
  }
  const message =
    `line ${line} contains bytes that are not UTF-8, and others may too; they are read as ` +
    `\ufffd`;
  return [{ message, remedy: "save the file as UTF-8" }];
}
