import type { Bytes } from "./bytes.ts";

/** What the functions return that find the end of something, where there is nothing of the kind. */
export const NO_VALUE = -1;

/** Levels of arrays and objects in a value; one with more is left to JSON.parse. */
const MOST_LEVELS = 64;

const TAB = 9;
const RETURN = 13;
const BLANK = 32;
const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const UPPER_E = 69;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const LOWER_E = 101;
const LOWER_U = 117;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const WORDS = ["true", "false", "null"].map((word) => Buffer.from(word));

const ESCAPES = bytesThat((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));
const HEX_DIGITS = bytesThat((byte) => /[\da-f]/i.test(String.fromCharCode(byte)));

function bytesThat(test: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

/** Odd numbers without a pattern, by which hashes are multiplied. */
const FACTOR = 0x9e3779b1 | 0;
const OTHER_FACTOR = 0x85ebca6b | 0;

/**
 * Finds where JSON values end, without reading them. It takes nothing that JSON.parse refuses, but
 * expects a line end after the last value.
 */
export class TokenScanner {
  /** The hash of the value whose end was found last. Equal bytes have equal hashes. */
  hash = 0;
  /** Whether that value is a string with a backslash in it. */
  isEscaped = false;
  /** What closes each array and object that is open. */
  private readonly closers = new Uint8Array(MOST_LEVELS);

  /** The offset after the value that begins here. */
  valueEnd(bytes: Bytes, at: number): number {
    const first = bytes.buffer[at];
    if (first === QUOTE) return this.stringEnd(bytes, at);
    return first === OPEN_BRACE || first === OPEN_BRACKET
      ? this.nestedEnd(bytes, at)
      : this.scalarEnd(bytes.buffer, at);
  }

  /** The offset after the string that begins here. */
  stringEnd({ buffer, words }: Bytes, start: number): number {
    if (buffer[start] !== QUOTE) return NO_VALUE;
    let hash = FACTOR;
    let isEscaped = false;
    for (let at = start + 1; ; ) {
      const word = words.getInt32(at, true);
      const special = specialBytes(word);
      if (special === 0) {
        hash = Math.imul(hash ^ word, FACTOR);
        hash ^= hash >>> 15;
        at += 4;
        continue;
      }
      const plain = (31 - Math.clz32(special & -special)) >> 3;
      const rest = word & ((1 << (plain << 3)) - 1);
      hash = Math.imul(hash ^ rest ^ plain, OTHER_FACTOR);
      at += plain;
      if (buffer[at] === QUOTE) {
        this.hash = hash ^ (hash >>> 15);
        this.isEscaped = isEscaped;
        return at + 1;
      }
      if (buffer[at] !== BACKSLASH || !isEscape(buffer, at + 1)) return NO_VALUE;
      hash ^= buffer[at + 1] as number;
      isEscaped = true;
      at += 2;
    }
  }

  /** The offset after the number, true, false or null that begins here. */
  private scalarEnd(bytes: Buffer, start: number): number {
    const number = numberEnd(bytes, start);
    const end = number === NO_VALUE ? wordEnd(bytes, start) : number;
    let hash = FACTOR;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), FACTOR);
    this.hash = hash ^ (hash >>> 15);
    this.isEscaped = false;
    return end;
  }

  /** The offset after the array or object that begins here. */
  private nestedEnd(bytes: Bytes, start: number): number {
    const { closers } = this;
    const { buffer } = bytes;
    let depth = 0;
    let hash = FACTOR;
    let at = start;
    for (;;) {
      const first = buffer[at];
      if (first === OPEN_BRACE || first === OPEN_BRACKET) {
        if (depth === MOST_LEVELS) return NO_VALUE;
        closers[depth++] = first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
        at = skipBlanks(buffer, at + 1);
        if (buffer[at] !== closers[depth - 1]) {
          if (first === OPEN_BRACE) at = this.memberValue(bytes, at);
          if (at === NO_VALUE) return NO_VALUE;
          continue;
        }
      } else {
        at = first === QUOTE ? this.stringEnd(bytes, at) : this.scalarEnd(buffer, at);
        if (at === NO_VALUE) return NO_VALUE;
        hash = Math.imul(hash ^ this.hash, FACTOR);
        at = skipBlanks(buffer, at);
      }
      for (; buffer[at] === closers[depth - 1]; at = skipBlanks(buffer, at + 1)) {
        if (--depth > 0) continue;
        this.hash = hash ^ (hash >>> 15);
        return at + 1;
      }
      if (buffer[at] !== COMMA) return NO_VALUE;
      at = skipBlanks(buffer, at + 1);
      if (closers[depth - 1] === CLOSE_BRACE) at = this.memberValue(bytes, at);
      if (at === NO_VALUE) return NO_VALUE;
    }
  }

  /** The offset of the value of the member that begins here. */
  private memberValue(bytes: Bytes, at: number): number {
    const { buffer } = bytes;
    const end = this.stringEnd(bytes, at);
    if (end === NO_VALUE) return NO_VALUE;
    const colon = skipBlanks(buffer, end);
    return buffer[colon] === COLON ? skipBlanks(buffer, colon + 1) : NO_VALUE;
  }
}

/** The offset of the next byte that JSON does not count as blank, or of the line end. */
export function skipBlanks(bytes: Buffer, from: number): number {
  if ((bytes[from] as number) > BLANK) return from;
  let at = from;
  while (bytes[at] === BLANK || bytes[at] === RETURN || bytes[at] === TAB) at++;
  return at;
}

/** Whether an escape is allowed, whose character after the backslash is here. */
function isEscape(bytes: Buffer, at: number): boolean {
  const letter = bytes[at] as number;
  if (letter !== LOWER_U) return ESCAPES[letter] === 1;
  for (let next = at + 1; next <= at + 4; next++)
    if (HEX_DIGITS[bytes[next] as number] !== 1) return false;
  return true;
}

function wordEnd(bytes: Buffer, at: number): number {
  const word = WORDS.find((each) => each.every((byte, next) => bytes[at + next] === byte));
  return word ? at + word.length : NO_VALUE;
}

function numberEnd(bytes: Buffer, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const whole = digitsEnd(bytes, first);
  if (whole === first || (bytes[first] === ZERO && whole > first + 1)) return NO_VALUE;
  const fraction = bytes[whole] === DOT ? digitsEnd(bytes, whole + 1) : whole;
  if (fraction === whole + 1) return NO_VALUE;
  if (bytes[fraction] !== LOWER_E && bytes[fraction] !== UPPER_E) return fraction;
  const sign = bytes[fraction + 1];
  const power = sign === PLUS || sign === MINUS ? fraction + 2 : fraction + 1;
  const end = digitsEnd(bytes, power);
  return end === power ? NO_VALUE : end;
}

function digitsEnd(bytes: Buffer, start: number): number {
  let at = start;
  while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
  return at;
}

/**
 * Which of four bytes, read in little endian, are quotes, backslashes or control characters: the
 * lowest bit that is set is the highest of the first such byte. None is set if there is none.
 */
function specialBytes(word: number): number {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  return (
    (((quote - 0x01010101) & ~quote) |
      ((backslash - 0x01010101) & ~backslash) |
      ((word - 0x20202020) & ~word)) &
    0x80808080
  );
}
