import { groupBy } from "./by-key.ts";

/**
 * Finds which of many texts stand in a text: calls `found` with the number of each, perhaps more
 * than once.
 */
export type FindSubstrings = (text: string, found: (number: number) => void) => void;

/** Texts are looked up by this many characters in a row; a shorter one cannot be found. */
export const GRAM = 4;

interface Place {
  /** Four characters as one number. */
  readonly gram: number;
  /** Where in the text they end. */
  readonly end: number;
  readonly text: string;
  readonly number: number;
}

/**
 * One pass over a text, whatever the number of texts looked for: each is found by its rarest four
 * characters in a row and compared as a whole only there. @throws RangeError for a text under four
 * characters
 */
export function substrings(texts: readonly string[]): FindSubstrings {
  const counts = new Map<number, number>();
  for (const text of texts)
    for (const gram of gramsOf(text)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const places = texts.map((text, number) => rarest(text, number, counts));
  const byGram = groupBy(places, ({ gram }) => gram);
  const shift = 32 - tableBits(texts.length);
  const mayStand = new Uint8Array(2 ** (32 - shift));
  for (const { gram } of places) mayStand[slotOf(gram, shift)] = 1;
  return (text, found) => {
    let gram = 0;
    for (let at = 0; at < text.length; at++) {
      gram = next(gram, text.charCodeAt(at));
      if (mayStand[slotOf(gram, shift)] === 0) continue;
      for (const place of byGram.get(gram) ?? [])
        if (text.startsWith(place.text, at - place.end)) found(place.number);
    }
  };
}

/** A table that one gram in about thirty finds by chance. */
function tableBits(count: number): number {
  return Math.min(Math.max(Math.ceil(Math.log2(count + 1)) + 5, 8), 20);
}

/** The last four characters as one number: a fifth is shifted out. */
function next(gram: number, code: number): number {
  return (gram << 8) ^ code;
}

function slotOf(gram: number, shift: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> shift;
}

function gramsOf(text: string): number[] {
  if (text.length < GRAM) throw new RangeError(`a text is under ${GRAM} characters`);
  const grams: number[] = [];
  let gram = 0;
  for (let at = 0; at < text.length; at++) {
    gram = next(gram, text.charCodeAt(at));
    if (at >= GRAM - 1) grams.push(gram);
  }
  return grams;
}

function rarest(text: string, number: number, counts: ReadonlyMap<number, number>): Place {
  const grams = gramsOf(text);
  const countAt = (index: number) => counts.get(grams[index] ?? 0) ?? 0;
  const best = grams.reduce(
    (found, _, index) => (countAt(index) < countAt(found) ? index : found),
    0,
  );
  return { gram: grams[best] ?? 0, end: best + GRAM - 1, text, number };
}
