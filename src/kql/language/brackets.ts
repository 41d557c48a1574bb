/** Texts, comments and brackets, in the order in which one hides the other. */
const PIECES =
  /\/\/[^\n]*|```[\s\S]*?```|~~~[\s\S]*?~~~|@"(?:[^"\n]|"")*"|@'(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[([{]|[)\]}]/g;

/** How deep the brackets of a text nest, before it is parsed: the parser takes the square of it. */
export function bracketDepth(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [piece] of text.matchAll(PIECES)) {
    if (/^[([{]$/.test(piece)) depth += 1;
    else if (/^[)\]}]$/.test(piece)) depth = Math.max(depth - 1, 0);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
