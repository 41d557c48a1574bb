import { randomUUID } from "node:crypto";

/** A whole number written as a real (`2.0`, `1e3`), which JavaScript does not distinguish. */
export class WrittenReal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * Matches possible integers beyond 2^53 and reals that JavaScript reads as integers. It may also
 * match inside strings.
 */
const INEXACT = /[:[,\s]-?(?:\d{16}|\d+\.0*[,}\]\s]|[\d.]+[eE])/g;

/** The offset of the next such number at or after `from`, or infinity. */
export function inexactAt(text: string, from: number): number {
  INEXACT.lastIndex = from;
  return INEXACT.exec(text)?.index ?? Number.POSITIVE_INFINITY;
}

/** Prefix of such a number while it is parsed as a string; random, so that no file can forge it. */
const MARK = `${randomUUID()}:`;

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * JSON.parse, except that an integer beyond 2^53 that fits into 64 bits becomes a bigint, and a
 * whole number written as a real becomes a WrittenReal if it is a direct value of a row.
 * @throws SyntaxError as JSON.parse does
 */
export function parseExact(text: string): unknown {
  if (inexactAt(text, 0) > text.length) return JSON.parse(text);
  const plain: unknown = JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    isInexact(token) ? `"${MARK}${token}"` : token,
  );
  return marked === text ? plain : restoreNumbers(JSON.parse(marked), 0);
}

function isInexact(token: string): boolean {
  if (token.startsWith('"')) return false;
  const value = Number(token);
  if (!/^-?\d+$/.test(token)) return Number.isInteger(value);
  return !Number.isSafeInteger(value) && fitsLong(BigInt(token));
}

export function fitsLong(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** The value of a number as a direct value of a row has it: as `parseExact` reads it. */
export function readNumberToken(token: string): unknown {
  return isInexact(token) ? exact(token, ROW_DEPTH) : Number(token);
}

/** The array or object that is a direct value of a row, as `parseExact` reads it. */
export function readNestedToken(text: string): unknown {
  const [value] = parseExact(`[${text}]`) as unknown[];
  return value;
}

/** The depth of the direct values of a row. */
const ROW_DEPTH = 1;

/** Reals are told apart only in the values of a row: inside a dynamic, 2.0 and 2 are the same. */
function restoreNumbers(value: unknown, depth: number): unknown {
  if (typeof value === "string")
    return value.startsWith(MARK) ? exact(value.slice(MARK.length), depth) : value;
  if (Array.isArray(value)) return value.map((item) => restoreNumbers(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, restoreNumbers(item, depth + 1)]),
  );
}

function exact(digits: string, depth: number): unknown {
  if (/^-?\d+$/.test(digits)) return BigInt(digits);
  return depth === ROW_DEPTH ? new WrittenReal(Number(digits)) : Number(digits);
}
