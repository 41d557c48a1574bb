import type { Bytes } from "./bytes.ts";
import { parseExact, readNumberToken } from "./exact-json.ts";
import { parseTicks } from "./parse-ticks.ts";
import { ABSENT, TokenList } from "./token-list.ts";
import { NO_VALUE, type TokenScanner } from "./token-scanner.ts";
import { writeTokenTicks } from "./token-time.ts";

const [QUOTE, OPEN_BRACKET, OPEN_BRACE] = [34, 91, 123];
const [LETTER_F, LETTER_N, LETTER_T] = [102, 110, 116];

/** Rows without a repeated token after which none is expected any more. */
const MOST_REPEATS = 4;

/**
 * A column of a file: for each row the code of its value. A value is a token of the file, which is
 * read when it is asked for, or any value of a row that was read as an object.
 */
export class CellColumn {
  readonly name: string;
  readonly tokens = new TokenList();
  /** The codes by row; all rows after the last are absent. */
  private codes = new Uint32Array(8);
  /** The code of the token that was put last. */
  private last = ABSENT;
  /** How often tokens have repeated of late; only strings are tried, whose end is their own. */
  private repeats = 0;
  /** Values that are no tokens, by code. */
  private readonly objects: unknown[] = [];
  private readonly objectCodes = new Map<unknown, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** Puts the token between two offsets, which the scanner has found. */
  putToken(row: number, bytes: Bytes, start: number, end: number, found: TokenScanner): void {
    if (row >= this.codes.length) this.grow(row + 1);
    const code = this.tokens.codeOf(bytes, start, end, found.hash, found.isEscaped);
    this.codes[row] = code;
    if (code === this.last && bytes.buffer[start] === QUOTE) this.repeats++;
    this.last = code;
  }

  /**
   * Puts the token of the row before, if it is the one that begins here. Columns in which tokens
   * hardly repeat from row to row are not tried.
   * @returns the offset after it; NO_VALUE if it was not put
   */
  repeatToken(row: number, bytes: Bytes, at: number): number {
    if (this.repeats <= 0) return NO_VALUE;
    const end = this.tokens.endIfAt(this.last, bytes, at);
    if (end === NO_VALUE) {
      this.repeats--;
      return NO_VALUE;
    }
    if (row >= this.codes.length) this.grow(row + 1);
    this.codes[row] = this.last;
    if (this.repeats < MOST_REPEATS) this.repeats++;
    return end;
  }

  /** Puts the value of a code that another row has. */
  putCode(row: number, code: number): void {
    if (row >= this.codes.length) this.grow(row + 1);
    this.codes[row] = code;
  }

  putValue(row: number, value: unknown): void {
    if (row >= this.codes.length) this.grow(row + 1);
    this.codes[row] = this.codeOfValue(value);
  }

  clear(row: number): void {
    if (row < this.codes.length) this.codes[row] = ABSENT;
  }

  code(row: number): number {
    return row < this.codes.length ? (this.codes[row] as number) : ABSENT;
  }

  /** The codes of the first rows; they are shared, not copied. */
  codesOf(rows: number): Uint32Array {
    if (rows > this.codes.length) this.grow(rows);
    return this.codes.subarray(0, rows);
  }

  /** The value of a code as JSON.parse gives it, but exact; undefined for an absent one. */
  value(code: number): unknown {
    const { tokens } = this;
    if (code === ABSENT) return undefined;
    if (tokens.isHeldElsewhere(code)) return this.objects[code];
    const first = tokens.firstByte(code);
    if (first === QUOTE) return tokens.string(code);
    if (first === LETTER_N) return null;
    if (first === LETTER_T || first === LETTER_F) return first === LETTER_T;
    const text = tokens.text(code);
    return first === OPEN_BRACE || first === OPEN_BRACKET
      ? parseExact(text)
      : readNumberToken(text);
  }

  isString(code: number): boolean {
    if (code === ABSENT) return false;
    return this.tokens.isHeldElsewhere(code)
      ? typeof this.objects[code] === "string"
      : this.tokens.firstByte(code) === QUOTE;
  }

  isNull(code: number): boolean {
    if (code === ABSENT) return true;
    return this.tokens.isHeldElsewhere(code)
      ? this.objects[code] === null || this.objects[code] === undefined
      : this.tokens.firstByte(code) === LETTER_N;
  }

  /**
   * Writes the time that a value gives, in ticks.
   * @returns false if the value is not the text of a time
   */
  writeTicks(code: number, times: BigInt64Array, at: number): boolean {
    if (this.writePlainTicks(code, times, at)) return true;
    const ticks = parseTicks(this.value(code));
    if (ticks !== undefined) times[at] = ticks;
    return ticks !== undefined;
  }

  /** The same for tokens in the usual form of a time alone. */
  writePlainTicks(code: number, times: BigInt64Array, at: number): boolean {
    const { tokens } = this;
    return (
      code !== ABSENT &&
      !tokens.isHeldElsewhere(code) &&
      writeTokenTicks(tokens.place(code), times, at)
    );
  }

  private grow(rows: number): void {
    let length = this.codes.length * 2;
    while (length < rows) length *= 2;
    const codes = new Uint32Array(length);
    codes.set(this.codes);
    this.codes = codes;
  }

  /** Equal primitives share a code, except for zero, which may be negative. */
  private codeOfValue(value: unknown): number {
    if (value === undefined) return ABSENT;
    const isShared = value !== 0 && (typeof value !== "object" || value === null);
    const known = isShared ? this.objectCodes.get(value) : undefined;
    if (known !== undefined) return known;
    const code = this.tokens.reserve();
    this.objects[code] = value;
    if (isShared) this.objectCodes.set(value, code);
    return code;
  }
}
