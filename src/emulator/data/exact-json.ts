import { randomUUID } from "node:crypto";
import { WrittenReal } from "../../kql/index.ts";

/**
 * Matches possible integers beyond 2^53 and reals that JavaScript reads as integers. It may also
 * match inside strings.
 */
const INEXACT = /[:[,\s]-?(?:\d{16}|\d+\.(?:0*[,}\]\s]|\d{15})|[\d.]+[eE])/g;

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
 * whole number written as a real becomes a WrittenReal.
 * @throws SyntaxError as JSON.parse does
 */
export function parseExact(text: string): unknown {
  if (inexactAt(text, 0) > text.length) return JSON.parse(text);
  const plain: unknown = JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    isInexact(token) ? `"${MARK}${token}"` : token,
  );
  return marked === text ? plain : restoreNumbers(JSON.parse(marked));
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

/** The value of a number, as `parseExact` reads it. */
export function readNumberToken(token: string): unknown {
  return isInexact(token) ? exact(token) : Number(token);
}

/** Replaces marked numbers, without recursion: a value may be nested deeper than the stack. */
function restoreNumbers(marked: unknown): unknown {
  const root: Record<string, unknown> = { value: marked };
  const pending = [root];
  for (let parent = pending.pop(); parent; parent = pending.pop())
    for (const key of Object.keys(parent)) {
      const member = parent[key];
      if (typeof member === "string") {
        if (member.startsWith(MARK)) parent[key] = exact(member.slice(MARK.length));
      } else if (typeof member === "object" && member !== null)
        pending.push(member as Record<string, unknown>);
    }
  return root["value"];
}

function exact(digits: string): unknown {
  return /^-?\d+$/.test(digits) ? BigInt(digits) : new WrittenReal(Number(digits));
}
