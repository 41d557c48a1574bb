import { Bytes } from "../bytes.ts";
import type { CellColumn } from "../cell-column.ts";
import { parseExact } from "../exact-json.ts";
import { NO_VALUE, TokenScanner } from "../token-scanner.ts";

const LINE_END = 10;
/** Bytes after a token that the scanner may read. */
const SLACK = 8;
/** How many distinct values of a column are looked up by their text, which is faster. */
const MOST_KNOWN = 4096;

/** Puts values into columns as if they had been read from a line of JSON. */
export class TokenWriter {
  private bytes = new Bytes(Buffer.alloc(1024));
  private readonly scanner = new TokenScanner();

  /** Puts the values of a column, from a row on; null is the value of a row that has none. */
  put(column: CellColumn, from: number, tokens: readonly (string | null)[]): void {
    const known = new Map<string, number>();
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      if (token === null || token === undefined) continue;
      const code = known.get(token);
      if (code !== undefined) column.putCode(from + at, code);
      else {
        this.putToken(column, from + at, token);
        if (known.size < MOST_KNOWN) known.set(token, column.code(from + at));
      }
    }
  }

  private putToken(column: CellColumn, row: number, token: string): void {
    const most = token.length * 3 + SLACK;
    if (this.bytes.buffer.length < most) this.bytes = new Bytes(Buffer.alloc(most * 2));
    const { bytes, scanner } = this;
    bytes.buffer[bytes.buffer.write(token)] = LINE_END;
    const end = scanner.valueEnd(bytes, 0);
    // A value of many levels is more than the scanner takes.
    if (end === NO_VALUE) column.putValue(row, parseExact(token));
    else column.putToken(row, bytes, 0, end, scanner);
  }
}
