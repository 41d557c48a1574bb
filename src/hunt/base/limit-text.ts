/** A text as UTF-8 can hold it: half a surrogate pair becomes U+FFFD, as a workspace stores it. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\u{fffd}");
}

/**
 * The longest start of a text of at most `most` UTF-16 units that does not end within a character.
 */
export function startOf(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most <= 0) return "";
  const last = text.codePointAt(most - 1) ?? 0;
  return text.slice(0, last > 0xffff ? most - 1 : most);
}

/** A text of at most `most` UTF-16 units; a longer one ends in a mark that says how long it was. */
export function limitText(text: string, most: number): string {
  if (text.length <= most) return text;
  const mark = `… (${text.length} characters)`;
  return `${startOf(text, most - mark.length)}${mark}`;
}

/** Bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
