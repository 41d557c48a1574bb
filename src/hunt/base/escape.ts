import { cutText } from "./limit-text.ts";

/** Control, bidi and similar characters. Text from events is hostile, so they are escaped. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Replaces unsafe characters by `\u{...}`. */
export function visible(text: string): string {
  return text.replace(
    UNSAFE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * Text for a title, a list or a terminal: unsafe characters escaped, and shortened with an ellipsis
 * to at most `limit` code points.
 */
export function oneLine(text: string, limit: number): string {
  // A code point has at most two UTF-16 units, so the rest cannot be part of the result.
  const points = [...visible(cutText(text, 2 * limit + 2))];
  return points.length <= limit ? points.join("") : `${points.slice(0, limit - 1).join("")}…`;
}

/** One line in quotes, for messages that repeat user input. */
export function quote(text: string, limit: number): string {
  return `"${oneLine(text, limit)}"`;
}

/** A KQL string literal that the text cannot break out of, with unsafe characters escaped. */
export function kqlString(text: string): string {
  return `"${escapedUnits(text.replace(/[\\"]/g, "\\$&"))}"`;
}

/** JSON that is safe to print to a terminal: the same value, with unsafe characters escaped. */
export function safeJson(json: string): string {
  return escapedUnits(json);
}

/** Replaces each UTF-16 unit of an unsafe character by \\uXXXX. */
function escapedUnits(text: string): string {
  return text.replace(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

/**
 * One word of a command to be pasted into a shell of the platform, quoted if necessary. On Windows
 * it uses double quotes, which both PowerShell and cmd.exe understand, or PowerShell's single
 * quotes for text that cmd.exe cannot quote.
 */
export function shellWord(text: string, platform: NodeJS.Platform): string {
  const shown = visible(text);
  if (platform !== "win32")
    return /^[\w./:=@%+,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
  if (/^[\w./:=+\\-]+$/.test(shown)) return shown;
  // PowerShell treats typographic quotes as quotes. A trailing backslash would escape the closing
  // quote for the program.
  if (/^[^"$`%!\u201c-\u201e]+$/.test(shown) && !shown.endsWith("\\")) return `"${shown}"`;
  return `'${shown.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** Lines as a Markdown code block that none of them can close. */
export function codeBlock(lines: readonly string[]): string {
  const shown = lines.map(visible).join("\n");
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

/** Plain text in Markdown: every character with a meaning in Markdown or HTML is escaped. */
export function markdown(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~:@-]/g, "\\$&")
    .replace(/\bwww\./gi, "www&#46;");
}
