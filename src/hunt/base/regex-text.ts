const PIECES = [
  /(?<quoted>\\Q)/,
  /(?<class>\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|..)|\\[0-7]{1,3}|\\[a-zA-Z89]|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|[.^$])/,
  /(?<dropped>(?:[*?]|\{\d+(?:,\d*)?\})\??)/,
  /(?<repeated>\+\??)/,
  /(?<open>\()/,
  /(?<close>\))/,
  /(?<or>\|)/,
  /\\(?<escaped>[^a-zA-Z0-9])/,
  /(?<plain>[\x20-\x7e])/,
  /(?<other>.)/,
];
const PIECE = new RegExp(PIECES.map(({ source }) => source).join("|"), "gs");

/**
 * The longest run of ASCII characters that every match of an RE2 expression contains, in lower
 * case; "" if none is certain. Groups, classes and optional parts contribute nothing, and an
 * alternation outside of groups makes the result "".
 */
export function regexText(pattern: string): string {
  const runs = [""];
  let depth = 0;
  const endRun = () => runs.push("");
  for (const { groups: piece = {} } of pattern.matchAll(PIECE)) {
    if (piece["quoted"] || (piece["or"] && depth === 0)) return "";
    if (piece["open"]) depth += 1;
    if (piece["close"]) depth -= 1;
    const letter = piece["escaped"] ?? piece["plain"];
    if (letter !== undefined && depth === 0) {
      runs.push(`${runs.pop() ?? ""}${letter}`);
      continue;
    }
    if (piece["dropped"] && depth === 0) runs.push((runs.pop() ?? "").slice(0, -1));
    endRun();
  }
  return longest(runs.filter((run) => /^[\x20-\x7e]*$/.test(run))).toLowerCase();
}

export function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), "");
}
