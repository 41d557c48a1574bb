import type { Bytes } from "./bytes.ts";
import type { CellColumn } from "./cell-column.ts";
import { ANSWER_KEYS } from "./envelopes.ts";
import type { RowShape } from "./row-shape.ts";
import type { StoredRows } from "./stored-rows.ts";
import { ABSENT } from "./token-list.ts";
import { NO_VALUE, skipBlanks, TokenScanner } from "./token-scanner.ts";

const LINE_END = 10;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Reads lines that are JSON objects from bytes into columns, without making objects. It expects the
 * keys of the line before, in their order; any other keys are looked up.
 */
export class LineScanner {
  /** The offset after the line that was read last. */
  at = 0;
  private readonly rows: StoredRows;
  private readonly tokens = new TokenScanner();
  /** The shape of the keys that were read so far. */
  private shape: RowShape;
  /** The column of the key that was read last. */
  private column: CellColumn | undefined;
  private readonly answers = new Map<RowShape, boolean>();

  constructor(rows: StoredRows) {
    this.rows = rows;
    this.shape = rows.root;
  }

  /**
   * Reads the line that begins at an offset and has a line end.
   * @returns false if the line is not a single object, or one that may not be a row; nothing is
   * stored then
   */
  read(bytes: Bytes, from: number, line: number): boolean {
    const { buffer } = bytes;
    const start = skipBlanks(buffer, from);
    if (buffer[start] === LINE_END) {
      this.at = start + 1;
      return true;
    }
    this.shape = this.rows.root;
    const end = buffer[start] === OPEN_BRACE ? this.objectEnd(bytes, start) : NO_VALUE;
    const lineEnd = end === NO_VALUE ? from : skipBlanks(buffer, end);
    if (end === NO_VALUE || buffer[lineEnd] !== LINE_END || this.mayBeAnswer(this.shape)) {
      this.rows.undo(this.shape);
      return false;
    }
    this.rows.end(this.shape, line);
    this.at = lineEnd + 1;
    return true;
  }

  /** Reads an object into the columns. @returns the offset after it */
  private objectEnd(bytes: Bytes, start: number): number {
    const { buffer } = bytes;
    const row = this.rows.length;
    let at = skipBlanks(buffer, start + 1);
    if (buffer[at] === CLOSE_BRACE) return at + 1;
    for (;;) {
      at = this.keyEnd(bytes, at);
      const { column } = this;
      if (at === NO_VALUE || !column) return NO_VALUE;
      at = skipBlanks(buffer, at);
      let end = column.repeatToken(row, bytes, at);
      if (end === NO_VALUE) {
        end = this.tokens.valueEnd(bytes, at);
        if (end === NO_VALUE) return NO_VALUE;
        column.putToken(row, bytes, at, end, this.tokens);
      }
      at = skipBlanks(buffer, end);
      if (buffer[at] !== COMMA) return buffer[at] === CLOSE_BRACE ? at + 1 : NO_VALUE;
      at = skipBlanks(buffer, at + 1);
    }
  }

  /**
   * Reads a key and moves on to its column, and to the shape that it leads to.
   * @returns the offset after its colon
   */
  private keyEnd(bytes: Bytes, at: number): number {
    const { shape } = this;
    const { likely } = shape;
    for (let which = 0; which < likely.length; which++) {
      const next = likely[which] as RowShape;
      const { key, keyLength } = next;
      if (!key || !bytes.hasAt(at, key, 0, keyLength)) continue;
      if (which > 0) shape.prefer(next);
      this.shape = next;
      this.column = next.column;
      return at + keyLength;
    }
    return this.otherKeyEnd(bytes, at);
  }

  private otherKeyEnd(bytes: Bytes, at: number): number {
    const { buffer } = bytes;
    const end = this.tokens.stringEnd(bytes, at);
    const colon = end === NO_VALUE ? at : skipBlanks(buffer, end);
    if (buffer[colon] !== COLON) return NO_VALUE;
    const column = this.rows.column(JSON.parse(buffer.toString("utf8", at, end)));
    const isRepeated = column.code(this.rows.length) !== ABSENT;
    if (!isRepeated) {
      const known = this.shape.after(column);
      if (known) this.shape.prefer(known);
      const key = buffer.subarray(at, colon + 1);
      this.shape = known ?? this.rows.extend(this.shape, column, key);
    }
    this.column = column;
    return colon + 1;
  }

  private mayBeAnswer(shape: RowShape): boolean {
    const known = this.answers.get(shape);
    if (known !== undefined) return known;
    const { keys } = shape;
    const may = !keys.includes("TimeGenerated") && ANSWER_KEYS.some((key) => keys.includes(key));
    this.answers.set(shape, may);
    return may;
  }
}
