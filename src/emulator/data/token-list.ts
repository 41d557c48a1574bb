import { Bytes } from "./bytes.ts";
import { NO_VALUE } from "./token-scanner.ts";

/** The code of a cell without a value. */
export const ABSENT = 0;

/** Where a token is. */
export interface TokenPlace {
  readonly bytes: Bytes;
  readonly start: number;
  readonly end: number;
}

/** What there is to know about a token without reading it. */
const NOT_ASCII = 1;
const ESCAPED = 2;
/** It stands for a value that is held elsewhere, and has no bytes. */
const HELD_ELSEWHERE = 4;

const [QUOTE, BACKSLASH, SLASH, LETTER_U] = [34, 92, 47, 117];
/** The highest bits of four bytes, which are zero in ASCII. */
const HIGH_BITS = 0x80808080 | 0;

/**
 * If most tokens are new, looking for repeated ones is not worth its time and memory: after this
 * many tokens if this share of them is new.
 */
const GIVES_UP: readonly (readonly [tokens: number, share: number])[] = [
  [1 << 12, 0.99],
  [1 << 16, 0.8],
];
/** Bytes of all tokens: offsets are 32 bits long. */
const MOST_BYTES = 2 ** 32 - 1;

/** The distinct values of a column are more than it can hold. */
class ColumnTooLarge extends Error {
  readonly code = "ERR_COLUMN_TOO_LARGE";
}

/** Slots searched for a token. Only tokens made to collide need more, so the search is given up. */
const MOST_PROBES = 64;

/**
 * The distinct tokens of a column; a token is a JSON value as a file spells it, in UTF-8. Each has a
 * code, from 1. In a column of many tokens that hardly repeat, each cell gets a code of its own.
 */
export class TokenList {
  /** One more than the last code. */
  size = 1;
  /** Whether every token is a string. */
  onlyStrings = true;
  /** All tokens, one after the other. */
  private bytes = new Bytes(Buffer.alloc(64));
  private isUnique = true;
  private starts: Uint32Array = new Uint32Array(9);
  private traits: Uint8Array = new Uint8Array(8);
  /**
   * An open hash table, at most half full: a code and the hash of its token in turns. Undefined once
   * it is given up.
   */
  private slots: Int32Array | undefined = new Int32Array(32);
  /** How many cells have been looked up. */
  private uses = 0;

  /** Whether no two codes are those of equal strings: false if they may be. */
  get isDistinct(): boolean {
    return this.isUnique && this.slots !== undefined;
  }

  /** The code of a token between two offsets, which is added if it is new. */
  codeOf(bytes: Bytes, start: number, end: number, hash: number, isEscaped: boolean): number {
    const { slots } = this;
    if (slots === undefined) return this.add(bytes, start, end, isEscaped);
    const mask = slots.length - 2;
    this.uses++;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const slot = ((hash + probe) << 1) & mask;
      const code = slots[slot] as number;
      if (code === ABSENT) {
        const added = this.add(bytes, start, end, isEscaped);
        slots[slot] = added;
        slots[slot + 1] = hash;
        if (this.size * 4 > slots.length) this.growSlots(slots);
        return added;
      }
      if (slots[slot + 1] === hash && this.isAt(code, bytes, start, end)) return code;
    }
    this.slots = undefined;
    return this.add(bytes, start, end, isEscaped);
  }

  /** The offset after a token, if it is the one that begins here; NO_VALUE if it is not. */
  endIfAt(code: number, bytes: Bytes, at: number): number {
    const start = this.starts[code] as number;
    const end = this.starts[code + 1] as number;
    return bytes.hasAt(at, this.bytes, start, end) ? at + end - start : NO_VALUE;
  }

  /** A new code for a value that the caller holds. */
  reserve(): number {
    this.onlyStrings = false;
    this.isUnique = false;
    return this.close(this.starts[this.size] as number, HELD_ELSEWHERE);
  }

  isHeldElsewhere(code: number): boolean {
    return ((this.traits[code] as number) & HELD_ELSEWHERE) !== 0;
  }

  place(code: number): TokenPlace {
    const { bytes, starts } = this;
    return { bytes, start: starts[code] as number, end: starts[code + 1] as number };
  }

  firstByte(code: number): number {
    return this.bytes.buffer[this.starts[code] as number] as number;
  }

  /** The token as text, with its quotes if it is a string. */
  text(code: number): string {
    return this.slice(code, 0);
  }

  /** The value of a token that is a string. */
  string(code: number): string {
    const isEscaped = ((this.traits[code] as number) & ESCAPED) !== 0;
    return isEscaped ? JSON.parse(this.text(code)) : this.slice(code, 1);
  }

  /** The text of a token without as many characters at both ends. */
  private slice(code: number, inset: number): string {
    const isAscii = ((this.traits[code] as number) & NOT_ASCII) === 0;
    const start = (this.starts[code] as number) + inset;
    const end = (this.starts[code + 1] as number) - inset;
    return this.bytes.buffer.toString(isAscii ? "latin1" : "utf8", start, end);
  }

  private isAt(code: number, bytes: Bytes, start: number, end: number): boolean {
    const from = this.starts[code] as number;
    const to = this.starts[code + 1] as number;
    return to - from === end - start && bytes.hasAt(start, this.bytes, from, to);
  }

  private add(bytes: Bytes, start: number, end: number, isEscaped: boolean): number {
    const at = this.starts[this.size] as number;
    const wanted = at + end - start;
    if (wanted > this.bytes.buffer.length) this.growBytes(wanted);
    const all = this.bytes.copy(at, bytes, start, end);
    if (bytes.buffer[start] !== QUOTE) this.onlyStrings = false;
    if (isEscaped) this.noteSpelling(at, wanted);
    return this.close(
      wanted,
      (isEscaped ? ESCAPED : 0) | ((all & HIGH_BITS) === 0 ? 0 : NOT_ASCII),
    );
  }

  /** Notes whether a string may be spelled in another way, with an escape that it does not need. */
  private noteSpelling(start: number, end: number): void {
    const { buffer } = this.bytes;
    for (let at = start; at < end; at++) {
      if (buffer[at] !== BACKSLASH) continue;
      const letter = buffer[++at];
      if (letter === SLASH || letter === LETTER_U) this.isUnique = false;
    }
  }

  private growBytes(wanted: number): void {
    if (wanted > MOST_BYTES) throw new ColumnTooLarge();
    const size = Math.min(this.bytes.buffer.length * 2, MOST_BYTES);
    const larger = Buffer.alloc(Math.max(wanted, size));
    this.bytes.buffer.copy(larger);
    this.bytes = new Bytes(larger);
  }

  private close(end: number, traits: number): number {
    const code = this.size++;
    if (this.traits.length <= code) {
      this.traits = grown(this.traits, new Uint8Array(code * 2));
      this.starts = grown(this.starts, new Uint32Array(code * 2 + 1));
    }
    this.traits[code] = traits;
    this.starts[code + 1] = end;
    return code;
  }

  private growSlots(old: Int32Array): void {
    this.slots = undefined;
    const share = this.size / this.uses;
    if (GIVES_UP.some(([tokens, most]) => this.size > tokens && share > most)) return;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === ABSENT) continue;
      const hash = old[from + 1] as number;
      let slot = (hash << 1) & mask;
      while (slots[slot] !== ABSENT) slot = (slot + 2) & mask;
      slots[slot] = old[from] as number;
      slots[slot + 1] = hash;
    }
    this.slots = slots;
  }
}

function grown<A extends Uint8Array | Uint32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
