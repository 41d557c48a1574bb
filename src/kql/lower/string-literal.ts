const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/**
 * The value of a KQL string literal: 'x', "x", verbatim @"a""b", obfuscated h"x" or multi-line
 * ```x```. Expects a literal that the parser has accepted.
 */
export function stringLiteral(token: string): string {
  const literal = token.replace(/^[hH]/, "");
  if (literal.startsWith("```") || literal.startsWith("~~~"))
    return literal.slice(3, -3).replace(/^\r?\n/, "");
  if (literal.startsWith("@")) {
    const quote = literal[1] ?? '"';
    return literal.slice(2, -1).replaceAll(quote + quote, quote);
  }
  return literal
    .slice(1, -1)
    .replace(
      /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{3}|.)/gs,
      (_, sequence: string) => unescapeSequence(sequence),
    );
}

/** The character of a code point, or U+FFFD for a number beyond Unicode. */
function codeToCharacter(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

function unescapeSequence(sequence: string): string {
  if (/^[uUx][0-9a-fA-F]/.test(sequence))
    return codeToCharacter(Number.parseInt(sequence.slice(1), 16));
  if (/^[0-7]{3}$/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8));
  return ESCAPES[sequence] ?? sequence;
}
