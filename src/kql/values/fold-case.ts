/** Letters that no case-insensitive comparison equates with an ASCII letter. */
const KEPT = new Set(["\u0131", "\u017f"]);

const folded = new Map<string, string>();

/**
 * The text in the form in which comparisons that ignore case compare it: two texts differ in case
 * only if their forms are equal. As in .NET's ordinal comparison, each character is mapped on its
 * own and to one character, so `ß` is not `SS`, and `K` (U+212A) is not `k`.
 */
export function foldCase(text: string): string {
  return mapCase(text, (ascii) => ascii.toLowerCase(), folded, foldCharacter);
}

function foldCharacter(character: string): string {
  return KEPT.has(character) ? character : single(character, character.toUpperCase());
}

const lowered = new Map<string, string>();
const raised = new Map<string, string>();

/** `tolower()`: each character on its own, so that no text grows. */
export function toLowerCase(text: string): string {
  return mapCase(
    text,
    (ascii) => ascii.toLowerCase(),
    lowered,
    (character) => single(character, character.toLowerCase()),
  );
}

/** `toupper()`: each character on its own, so that no text grows. */
export function toUpperCase(text: string): string {
  return mapCase(
    text,
    (ascii) => ascii.toUpperCase(),
    raised,
    (character) =>
      character === "\u0131" ? character : single(character, character.toUpperCase()),
  );
}

const BEYOND_ASCII = /[^\0-\x7f]/;

function mapCase(
  text: string,
  ofAscii: (text: string) => string,
  known: Map<string, string>,
  ofCharacter: (character: string) => string,
): string {
  if (!BEYOND_ASCII.test(text)) return ofAscii(text);
  return text.replace(/[\0-\x7f]+|[^\0-\x7f]/gu, (part) => {
    if (part < "\x80") return ofAscii(part);
    const mapped = known.get(part) ?? ofCharacter(part);
    known.set(part, mapped);
    return mapped;
  });
}

/** The mapped character, unless Unicode maps it to several. */
function single(character: string, mapped: string): string {
  return [...mapped].length === 1 ? mapped : character;
}
