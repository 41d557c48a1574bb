import type { FieldCondition } from "../hunt/conditions/condition.ts";

/**
 * Texts that replace a run of any characters: short ones, one in a folder to which a user can
 * write, and ones that lead out of the folder before them.
 */
const RUNS = ["", "x", "Temp\\x", "..\\..\\Users\\Public\\x", "..\\..\\..\\..\\Users\\Public\\x"];

/**
 * Texts that satisfy a condition, as an attacker would guess them; none if they cannot be guessed.
 */
export function sampleTexts(condition: FieldCondition): string[] {
  switch (condition.op) {
    case "cidr":
      return [];
    case "in":
      return [...condition.value];
    case "regex":
      return [
        ...new Set([
          ...regexSamples(condition.value, false),
          ...regexSamples(condition.value, true),
        ]),
      ];
    case "wildcard":
    case "hasToken":
    case "token":
      return RUNS.map((run) => condition.value.replaceAll("*", run).replaceAll("?", "x"));
    default:
      return [condition.value];
  }
}

/** Larger counts in an expression are reduced to this. */
const LONGEST = 300;

/** Stand-ins for an escaped backslash and escaped brackets while an expression is read. */
const [BACKSLASH, OPEN, CLOSE] = ["\u0000", "\u0001", "\u0002"];

/**
 * Texts for the plain expressions that people write: anchors, classes, groups, counts. Each group
 * is replaced by its first choice, or by its last, and then what is optional is left out.
 */
function regexSamples(pattern: string, last: boolean): string[] {
  const optional = last ? /(?:\\.|[^\\])\?/g : /(?!)/;
  const plain = withoutGroups(
    pattern
      .replaceAll("\\\\", BACKSLASH)
      .replaceAll("\\(", OPEN)
      .replaceAll("\\)", CLOSE)
      .replace(/\(\?[a-zA-Z]+\)/g, "")
      .replace(/^\^|\$$/g, ""),
    last,
  );
  return RUNS.map((run) =>
    plain
      .replace(/\[\^[^\]]*\]/g, "x")
      .replace(/\[([^\]])[^\]]*\]/g, "$1")
      .replace(/\\d/g, "1")
      .replace(/\\w/g, "x")
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

/** What several conditions may want of one text: each text alone, and two of them in succession. */
export function together(texts: readonly string[]): string[] {
  return [
    ...texts,
    ...texts.flatMap((one) => texts.filter((other) => other !== one).map((other) => one + other)),
  ];
}
