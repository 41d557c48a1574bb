/** Larger counts in an expression are reduced to this. */
const LONGEST = 300;

/** Stand-ins for an escaped backslash and escaped brackets while an expression is read. */
const [BACKSLASH, OPEN, CLOSE] = ["\u0000", "\u0001", "\u0002"];

/** What stands for a character of a class with a name; RE2's names. */
const NAMED: Readonly<Record<string, string>> = { digit: "1", xdigit: "1", space: " ", punct: "-" };

/**
 * Texts for the plain expressions that people write: anchors, classes, groups, counts. Each group
 * is replaced by its first choice, or by its last, and then what is optional is left out; `runs`
 * replace a run of any characters. A text need not match.
 */
export function regexSamples(pattern: string, runs: readonly string[]): string[] {
  return [false, true].flatMap((last) => {
    const optional = last ? /(?:\\.|[^\\])\?/g : /(?!)/;
    const plain = withoutGroups(
      plainForms(pattern)
        .replaceAll("\\\\", BACKSLASH)
        .replaceAll("\\(", OPEN)
        .replaceAll("\\)", CLOSE)
        // What matches no character: a border of a word, the beginning and the end.
        .replace(/\\[bBAzZ]/g, ""),
      last,
    );
    return runs.map((run) =>
      plain
        .replace(/\[\^[^\]]*\]/g, "x")
        .replace(/\[([^\]])[^\]]*\]/g, "$1")
        .replace(/(?<!\\)[\^$]/g, "")
        .replace(/\\d/g, "1")
        .replace(/\\[wDS]/g, "x")
        .replace(/\\W/g, "-")
        .replace(/\\s/g, " ")
        .replace(/(?<!\\)\.[*+]\??/g, () => run)
        .replace(/(?<!\\)\./g, "x")
        .replace(/([^\\])\{(\d+)(?:,\d*)?\}/g, (_, letter: string, count: string) =>
          letter.repeat(Math.min(Number(count), LONGEST)),
        )
        .replace(optional, "")
        .replace(/(?<!\\)[*+?]/g, "")
        .replace(/\\(.)/g, "$1")
        .replaceAll(OPEN, "(")
        .replaceAll(CLOSE, ")")
        .replaceAll(BACKSLASH, "\\"),
    );
  });
}

/** The expression without forms that have a plainer one: `\Q..\E`, `\x5c`, `\pL`, `[:alpha:]`, `(?i:`. */
function plainForms(pattern: string): string {
  return pattern
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) => escaped(text))
    .replace(/(?<!\\)((?:\\\\)*)\\x(?:\{([0-9a-f]{1,6})\}|([0-9a-f]{2}))/gi, (...found) => {
      const [, before = "", long, short = ""] = found as (string | undefined)[];
      const code = Number.parseInt(long ?? short, 16);
      return before + (code <= 0x10ffff ? escaped(String.fromCodePoint(code)) : "");
    })
    .replace(/(?<!\\)((?:\\\\)*)\\[pP](?:\{[^}]*\}|.)/g, "$1x")
    .replace(/\[:(\^?)(\w+):\]/g, (_, not: string, name: string) =>
      not ? "-" : (NAMED[name] ?? "x"),
    )
    .replace(/\(\?(?:[a-zA-Z-]+:|P?<\w+>)/g, "(?:")
    .replace(/\(\?[a-zA-Z-]+\)/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

const GROUP = /\((?:\?:)?([^()]*)\)(?:([?*])|\{(\d+)(?:,\d*)?\})?/;

/**
 * Replaces each group, innermost first, by its first choice, or by its last, as often as its count
 * says; in the latter case, an optional group is left out.
 */
function withoutGroups(pattern: string, last: boolean): string {
  const [whole, inner = "", absent, count = "1"] = GROUP.exec(pattern) ?? [];
  if (whole === undefined) return pattern;
  const choice = absent && last ? "" : (inner.split("|").at(last ? -1 : 0) ?? "");
  const times = Math.min(Number(count), LONGEST);
  return withoutGroups(
    pattern.replace(whole, () => choice.repeat(times)),
    last,
  );
}
