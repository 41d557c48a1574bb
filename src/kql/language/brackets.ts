/** Comments, string literals and brackets, so that brackets inside the former are not counted. */
const TOKENS =
  /\/\/[^\n]*|```[\s\S]*?```|~~~[\s\S]*?~~~|@"(?:[^"\n]|"")*"|@'(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[([{]|[)\]}]/g;

/** Nesting depth of the brackets in a text. Checked first: parse time grows with its square. */
export function bracketDepth(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(TOKENS)) {
    if (/^[([{]$/.test(token)) depth += 1;
    else if (/^[)\]}]$/.test(token)) depth = Math.max(depth - 1, 0);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** A text without its comments and string literals. */
export function withoutLiterals(text: string): string {
  return text.replace(TOKENS, (token) => (token.length === 1 ? token : " "));
}
