/** Replaces lone surrogates by U+FFFD, as a workspace does when it stores text as UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\u{fffd}");
}

/** The longest prefix of at most `most` UTF-16 units that does not end inside a character. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most <= 0) return "";
  const last = text.codePointAt(most - 1) ?? 0;
  return text.slice(0, last > 0xffff ? most - 1 : most);
}

/** Shortens a text to at most `most` UTF-16 units; the end then gives the original length. */
export function limitText(text: string, most: number): string {
  if (text.length <= most) return text;
  const mark = `… (${text.length} characters)`;
  return `${cutText(text, most - mark.length)}${mark}`;
}

/** The length of a text in UTF-8, bytes. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * Shortens a text to at most `most` bytes of UTF-8, at a whole character; an ellipsis then marks
 * its end.
 */
export function limitBytes(text: string, most: number): string {
  const whole = wellFormed(text);
  if (utf8Length(whole) <= most) return whole;
  const mark = "…";
  const { read } = new TextEncoder().encodeInto(whole, new Uint8Array(most - utf8Length(mark)));
  return `${whole.slice(0, read)}${mark}`;
}
