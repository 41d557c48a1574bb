import type { FileFault } from "../problem.ts";

/** A parquet file cannot be read. */
export class ParquetError extends Error {
  readonly fault: FileFault;

  constructor(message: string, remedy: string) {
    super(message);
    this.fault = { message, remedy };
  }
}

/**
 * Runs what decodes a part of a file.
 * @throws ParquetError for whatever the decoder throws: bytes that make no sense to it can make it
 * fail in any way
 */
export function decoding<T>(part: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ParquetError(`cannot be read: ${part} is damaged (${why})`, "write the file again");
  }
}
