import type { Write } from "../hunt/delivery/write.ts";

/**
 * So many consecutive characters that were sent count as part of a value, wherever the answer cuts
 * it off.
 */
const SHORTEST_PART = 12;
/**
 * Values shorter than that are found only as whole words, and those shorter than this not at all:
 * they occur in any text.
 */
const SHORTEST_VALUE = 4;
const LEFT_OUT = "(a value that was sent)";
/** Fields of a write that are ours: they contain no text from an event. */
const OURS: readonly string[] = [
  "kind",
  "id",
  "incident",
  "bookmark",
  "severity",
  "labels",
  "tactics",
  "techniques",
];
const OURS_WITHIN: readonly string[] = ["entityType", "identifier"];

/**
 * What Azure says about a write, without what it quotes from it: that is text from an event, which
 * must not get into any log or message.
 */
export function withoutValues(message: string, write: Write): string {
  const sent = Object.entries(write).flatMap(([name, value]) =>
    OURS.includes(name) ? [] : textsIn(value),
  );
  const values = new Set(sent.flatMap(spellings).map((text) => text.toLowerCase()));
  const text = [...values].join("\n");
  return withoutShort(withoutParts(message, text), values);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value, ...rowTexts(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    OURS_WITHIN.includes(name) ? [] : textsIn(inner),
  );
}

/** A bookmark's row is JSON within a string. */
function rowTexts(text: string): string[] {
  if (!text.startsWith("{")) return [];
  try {
    return textsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

/** The text as it is, and as it is written in JSON. */
function spellings(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1)];
}

function withoutParts(message: string, sent: string): string {
  const lower = message.toLowerCase();
  let [told, at] = ["", 0];
  while (at < message.length) {
    let end = at + SHORTEST_PART;
    if (end > message.length || !sent.includes(lower.slice(at, end))) {
      told += message[at];
      at += 1;
      continue;
    }
    while (end < message.length && sent.includes(lower.slice(at, end + 1))) end += 1;
    told += LEFT_OUT;
    at = end;
  }
  return told;
}

function withoutShort(message: string, values: ReadonlySet<string>): string {
  const words = message.split(/([\s'",;:()[\]]+)/);
  return words
    .map((word) =>
      word.length >= SHORTEST_VALUE && values.has(word.toLowerCase()) ? LEFT_OUT : word,
    )
    .join("");
}
