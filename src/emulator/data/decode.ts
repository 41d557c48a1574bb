import { isUtf8 } from "node:buffer";
import { constants, gunzipSync } from "node:zlib";
import { foreignBytes } from "./foreign.ts";
import type { FileFault } from "./problem.ts";

/**
 * A file's text in pieces that end with a line, so that it is never held whole beside its rows; and
 * what is wrong with it.
 */
export interface Decoded {
  /** The first few thousand characters. */
  readonly start: string;
  readonly pieces: Iterable<string>;
  readonly faults: readonly FileFault[];
}

/**
 * Text of a file's bytes: unpacked where they are gzip, in UTF-8 or UTF-16. @returns a fault where
 * there is no text in them
 */
export function decode(packed: Buffer, name: string): Decoded | FileFault {
  const unpacked = unpack(packed, name);
  if ("message" in unpacked) return unpacked;
  const { bytes, faults } = unpacked;
  const foreign = foreignBytes(bytes);
  if (foreign) return foreign;
  const wide = wideOrder(bytes);
  if (wide === "UTF-32")
    return { message: "is in UTF-32, which is not read", remedy: "save it as UTF-8" };
  if (wide) {
    const text = wideText(bytes, wide);
    return { start: text.slice(0, START), pieces: [text], faults };
  }
  const from = bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
  const start = bytes.toString("utf8", from, from + START);
  return { start, pieces: utf8Pieces(bytes, from), faults: [...faults, ...notUtf8(bytes)] };
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_END = 10;
const START = 4096;
/**
 * Bytes of a piece: far below the longest text that JavaScript can hold, and few enough calls to
 * cost nothing.
 */
const PIECE = 4 << 20;

interface Unpacked {
  readonly bytes: Buffer;
  readonly faults: readonly FileFault[];
}

function unpack(packed: Buffer, name: string): Unpacked | FileFault {
  const isPacked = packed[0] === 0x1f && packed[1] === 0x8b;
  if (!isPacked && !/\.gz$/i.test(name)) return { bytes: packed, faults: [] };
  if (!isPacked) return foreignBytes(packed) ?? notGzip(packed);
  try {
    return { bytes: gunzipSync(packed), faults: [] };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR"
      ? cutShort(packed)
      : notUnpacked(error);
  }
}

function notUnpacked(error: unknown): FileFault {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_BUFFER_TOO_LARGE")
    return { message: "is too large once unpacked", remedy: "split it into several files" };
  if (!code?.startsWith("Z_")) throw error;
  return { message: `cannot be unpacked (${message})`, remedy: "copy or pack it again" };
}

function notGzip(packed: Buffer): FileFault {
  if (packed.length === 0)
    return { message: "cannot be unpacked: it is empty", remedy: "copy or pack it again" };
  return {
    message: "cannot be unpacked: it is not gzip",
    remedy: "pack it again, or take .gz off its name if it is plain text",
  };
}

/** What there is before the end that is missing. */
function cutShort(packed: Buffer): Unpacked | FileFault {
  const fault = {
    message: "is cut short: its gzip has no end",
    remedy: "copy it again; the rows before the cut were used",
  };
  try {
    return { bytes: gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }), faults: [fault] };
  } catch (error) {
    return notUnpacked(error);
  }
}

type Order = "little" | "big";

/** UTF-16 by its mark, or by the zeros that it has beside every Latin letter. */
function wideOrder(bytes: Buffer): Order | "UTF-32" | undefined {
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

/** The text after the file's mark; each piece ends where a line does. */
function* utf8Pieces(bytes: Buffer, start: number): Iterable<string> {
  for (let from = start; from < bytes.length; ) {
    const end = from + PIECE >= bytes.length ? -1 : bytes.indexOf(LINE_END, from + PIECE);
    const to = end < 0 ? bytes.length : end + 1;
    yield bytes.toString("utf8", from, to);
    from = to;
  }
}

/** A last line that is cut short may end within a character; its own problem names it. */
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
    `line ${line} holds bytes that are not UTF-8, and perhaps others do; they are read as ` +
    `\ufffd`;
  return [{ message, remedy: "save the file as UTF-8" }];
}
