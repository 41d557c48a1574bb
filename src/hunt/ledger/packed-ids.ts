import { groupBy } from "../base/by-key.ts";

/** How many words of 32 bits an id takes: a UUID has 128 bits. */
export const ID_WORDS = 4;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be packed as an id: all ids are UUIDs in lower case. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** Writes an id into the words, beginning at an index. */
export function packId(id: string, words: Int32Array, at: number): void {
  if (!isId(id)) throw new Error(`${id} is not the id of a finding or group`);
  const digits = id.replaceAll("-", "");
  for (let word = 0; word < ID_WORDS; word++)
    words[at + word] = Number.parseInt(digits.slice(8 * word, 8 * word + 8), 16);
}

/** Reads the id that begins at an index of the words. */
export function unpackId(words: Int32Array, at: number): string {
  let digits = "";
  for (let word = 0; word < ID_WORDS; word++)
    digits += ((words[at + word] ?? 0) >>> 0).toString(16).padStart(8, "0");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}

/**
 * Ids to look for among hundreds of thousands of packed ones, by their first word: a packed id that
 * begins with none of these words need not be unpacked.
 */
export type SoughtIds = ReadonlyMap<number, readonly SoughtId[]>;

interface SoughtId {
  readonly id: string;
  readonly words: Int32Array;
}

export function soughtIds(ids: Iterable<string>): SoughtIds {
  const all = [...new Set(ids)].map((id): SoughtId => {
    const words = new Int32Array(ID_WORDS);
    packId(id, words, 0);
    return { id, words };
  });
  return groupBy(all, ({ words }) => words[0] ?? 0);
}

/** The sought id that begins at an index of the words; undefined if none does. */
export function soughtAt(sought: SoughtIds, words: Int32Array, at: number): string | undefined {
  const alike = sought.get(words[at] ?? 0);
  if (!alike) return undefined;
  for (const { id, words: own } of alike) if (isAt(own, words, at)) return id;
  return undefined;
}

function isAt(id: Int32Array, words: Int32Array, at: number): boolean {
  for (let word = 0; word < ID_WORDS; word++) if (id[word] !== words[at + word]) return false;
  return true;
}
