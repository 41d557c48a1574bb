import type { DataFile } from "./data-file.ts";
import { HEAD, TRUNCATED_GZIP } from "./decode.ts";
import { gunzipPieces } from "./gunzip-thread.ts";
import { type LinePiece, linesOfPieces } from "./line-pieces.ts";
import type { FileFault } from "./problem.ts";

/** Bytes that can be read at once, as for a file that is not compressed. */
const MOST_AT_ONCE = 2 ** 31 - 1;

/** A compressed file that is too large to be decompressed at once. */
export class StreamedFile implements DataFile {
  readonly start: Buffer;
  readonly faults: FileFault[] = [];
  private readonly path: string;
  private read: Buffer | undefined;

  constructor(path: string) {
    this.path = path;
    this.start = this.firstBytes();
  }

  get size(): number {
    return this.whole().length;
  }

  lines(): Iterable<LinePiece> {
    return linesOfPieces(this.pieces());
  }

  whole(): Buffer {
    this.read ??= this.allBytes();
    return this.read;
  }

  range(from: number, length: number): Buffer {
    return this.whole().subarray(from, from + length);
  }

  private firstBytes(): Buffer {
    for (const piece of this.pieces()) return Buffer.from(piece.subarray(0, HEAD));
    return Buffer.alloc(0);
  }

  private allBytes(): Buffer {
    const parts: Buffer[] = [];
    let size = 0;
    for (const piece of this.pieces()) {
      size += piece.length;
      if (size > MOST_AT_ONCE) throw Object.assign(new Error(), { code: "ERR_FS_FILE_TOO_LARGE" });
      parts.push(Buffer.from(piece));
    }
    return Buffer.concat(parts);
  }

  /** Ends where a truncated file does. */
  private *pieces(): Iterable<Buffer> {
    this.faults.length = 0;
    try {
      yield* gunzipPieces(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "Z_BUF_ERROR") throw error;
      this.faults.push(TRUNCATED_GZIP);
    }
  }
}
