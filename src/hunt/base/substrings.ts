import { groupBy } from "./by-key.ts";

/** Calls `found` with the index of each substring that a text contains, possibly repeatedly. */
export type FindSubstrings = (text: string, found: (number: number) => void) => void;

/** The length of the n-grams by which substrings are found; a substring must not be shorter. */
export const GRAM = 4;

interface Place {
  /** Four consecutive characters as one number. */
  readonly gram: number;
  /** The offset of their last character in the substring. */
  readonly end: number;
  readonly text: string;
  readonly number: number;
}

/**
 * Searches for many substrings in a single pass over a text. Each substring is looked up by its
 * rarest four-character sequence, and compared in full only where that occurs.
 * @throws RangeError for a substring of less than four characters
 */
export function substrings(texts: readonly string[]): FindSubstrings {
  const counts = new Map<number, number>();
  for (const text of texts)
    for (const gram of gramsIn(text)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const places = texts.map((text, number) => rarest(text, number, counts));
  const byGram = groupBy(places, ({ gram }) => gram);
  const shift = 32 - tableBits(texts.length);
  const mayOccur = new Uint8Array(2 ** (32 - shift));
  for (const { gram } of places) mayOccur[hashSlot(gram, shift)] = 1;
  return (text, found) => {
    let gram = 0;
    for (let at = 0; at < text.length; at++) {
      gram = next(gram, text.charCodeAt(at));
      if (mayOccur[hashSlot(gram, shift)] === 0) continue;
      for (const place of byGram.get(gram) ?? [])
        if (text.startsWith(place.text, at - place.end)) found(place.number);
    }
  };
}

/** The size of the hash table in bits, chosen so that about one gram in thirty is a false hit. */
function tableBits(count: number): number {
  return Math.min(Math.max(Math.ceil(Math.log2(count + 1)) + 5, 8), 20);
}

/** Adds a character to the number for the last four; the fifth is shifted out. */
function next(gram: number, code: number): number {
  return (gram << 8) ^ code;
}

function hashSlot(gram: number, shift: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> shift;
}

function gramsIn(text: string): number[] {
  if (text.length < GRAM) throw new RangeError(`a substring has less than ${GRAM} characters`);
  const grams: number[] = [];
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = next(gram, text.charCodeAt(at));
    if (at >= GRAM - 1) grams.push(gram);
  }
  return grams;
}

function rarest(text: string, number: number, counts: ReadonlyMap<number, number>): Place {
  const grams = gramsIn(text);
  const countAt = (index: number) => counts.get(grams[index] ?? 0) ?? 0;
  const best = grams.reduce(
    (found, _, index) => (countAt(index) < countAt(found) ? index : found),
    0,
  );
  return { gram: grams[best] ?? 0, end: best + GRAM - 1, text, number };
}
