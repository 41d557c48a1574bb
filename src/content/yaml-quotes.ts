import type { YAMLError } from "yaml";

/** How much of a line is looked at, before a mistake or after it. */
const LOOKED_AT = 1_000;

/** What stands before the value on a line: indentation, items of lists, fields. */
const VALUE_BEFORE = /^\s*(?:- +)*(?:[^\s{}[\]"'#]+:\s+)?(?<value>.*)$/s;

/** The remedy for a mistake that quotes around the text would mend; undefined for other mistakes. */
export function quotesRemedy({ code, pos }: YAMLError, text: string): string | undefined {
  const [offset] = pos;
  switch (code) {
    case "UNEXPECTED_TOKEN":
      return startsWithBraces(text, offset)
        ? "put the text in quotes, because it begins with {{"
        : undefined;
    case "BLOCK_AS_IMPLICIT_KEY":
      return holdsColon(text, offset)
        ? "put the text in quotes, because it contains a colon and a blank"
        : undefined;
    default:
      return undefined;
  }
}

/** Whether the value before a mistake on the same line begins with a placeholder. */
function startsWithBraces(text: string, offset: number): boolean {
  const before = text.slice(Math.max(offset - LOOKED_AT, 0), offset);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return VALUE_BEFORE.exec(line)?.groups?.["value"]?.startsWith("{{") ?? false;
}

/** Whether the text that begins at a mistake is without quotes and could be a field itself. */
function holdsColon(text: string, offset: number): boolean {
  const [line = ""] = text.slice(offset, offset + LOOKED_AT).split("\n", 1);
  return /^[^\s"'&*!|>[{-].*:\s/.test(line);
}
