import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { HEAD, isPacked, packedFault, type Unpacked, unpack } from "./decode.ts";
import { type LinePiece, linesOfBytes, linesOfFile } from "./line-pieces.ts";
import type { FileFault } from "./problem.ts";
import { StreamedFile } from "./streamed-file.ts";

/** The system reads no more bytes in one call. */
const MOST_IN_A_READ = 1 << 30;

/** A compressed file of up to this many bytes is decompressed at once: a thread takes 0.1 s. */
const MOST_PACKED = 8 << 20;

/** An open data file, decompressed. */
export interface DataFile {
  /** Its first bytes, from which its format can be told. */
  readonly start: Buffer;
  /** Problems with its compression, despite which it can be read; known once it has been read. */
  readonly faults: readonly FileFault[];
  /** Bytes in it. */
  readonly size: number;
  /** Its lines, read piece by piece. */
  lines(): Iterable<LinePiece>;
  /** All of its bytes at once. */
  whole(): Buffer;
  /** Some of its bytes; fewer where it ends. */
  range(from: number, length: number): Buffer;
}

/**
 * Opens a file, has it read and closes it.
 * @returns a fault if it cannot be decompressed
 */
export function readFile<T>(path: string, read: (file: DataFile) => T): T | FileFault {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD);
    const start = head.subarray(0, readSync(file, head, 0, HEAD, 0));
    if (!isPacked(start, path)) return read(plainFile(file, start));
    const fault = packedFault(start);
    if (fault) return fault;
    const isSmall = fstatSync(file).size <= MOST_PACKED;
    const unpacked = isSmall ? unpack(readFileSync(file)) : undefined;
    if (!unpacked) return read(new StreamedFile(path));
    return "message" in unpacked ? unpacked : read(unpackedFile(unpacked));
  } finally {
    closeSync(file);
  }
}

function plainFile(file: number, start: Buffer): DataFile {
  return {
    start,
    faults: [],
    size: fstatSync(file).size,
    lines: () => linesOfFile(file),
    whole: () => readFileSync(file),
    range: (from, length) => readRange(file, from, length),
  };
}

function unpackedFile({ bytes, faults }: Unpacked): DataFile {
  return {
    start: bytes.subarray(0, HEAD),
    faults,
    size: bytes.length,
    lines: () => linesOfBytes(bytes),
    whole: () => bytes,
    range: (from, length) => bytes.subarray(from, from + length),
  };
}

function readRange(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  for (let read = 1; read > 0 && filled < length; filled += read)
    read = readSync(file, buffer, filled, Math.min(length - filled, MOST_IN_A_READ), from + filled);
  return buffer.subarray(0, filled);
}
