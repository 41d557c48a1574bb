import { startOf } from "./limit-text.ts";

/** Text from events is hostile: control and bidi characters are shown as \u{..}, never obeyed. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

export function visible(text: string): string {
  return text.replace(
    UNSAFE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * For a title, one line of a list or a terminal: visible, and cut with a mark where longer than
 * `limit` code points.
 */
export function oneLine(text: string, limit: number): string {
  // A character is at most two units: what lies behind these cannot be shown.
  const points = [...visible(startOf(text, 2 * limit + 2))];
  return points.length <= limit ? points.join("") : `${points.slice(0, limit - 1).join("")}…`;
}

/** One line in quotes, for a message that names what somebody wrote. */
export function quote(text: string, limit: number): string {
  return `"${oneLine(text, limit)}"`;
}

/** As a KQL string literal: nothing in the text can end it, and nothing unsafe stands in it raw. */
export function kqlString(text: string): string {
  return `"${escapedUnits(text.replace(/[\\"]/g, "\\$&"))}"`;
}

/**
 * JSON text that a terminal can be given: the same JSON, with control and bidi characters as \\u
 * escapes.
 */
export function safeJson(json: string): string {
  return escapedUnits(json);
}

/** Unsafe characters as \\uXXXX, by UTF-16 unit. */
function escapedUnits(text: string): string {
  return text.replace(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

/**
 * As one word of a command that somebody pastes into a shell of the platform, in quotes where it is
 * not plain. On Windows in double quotes, which PowerShell and cmd.exe both know; what is not plain
 * in these either is quoted for PowerShell, since cmd.exe cannot.
 */
export function shellWord(text: string, platform: NodeJS.Platform): string {
  const shown = visible(text);
  if (platform !== "win32")
    return /^[\w./:=@%+,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
  if (/^[\w./:=+\\-]+$/.test(shown)) return shown;
  // PowerShell takes typographic quotes for its own. A backslash at the end would escape the quote
  // for the program.
  if (/^[^"$`%!\u201c-\u201e]+$/.test(shown) && !shown.endsWith("\\")) return `"${shown}"`;
  return `'${shown.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** As a Markdown code block that no text can close. */
export function codeBlock(text: string): string {
  const shown = visible(text);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

/** As plain Markdown text: every character that Markdown or HTML reads as its own is escaped. */
export function markdown(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~:@-]/g, "\\$&")
    .replace(/\bwww\./gi, "www&#46;");
}
