import type { FieldCondition } from "../hunt/conditions/condition.ts";

/**
 * Texts to use for a run of any characters: short, within a folder that a user can write, and out
 * of the folder before it.
 */
const RUNS = ["", "x", "Temp\\x", "..\\..\\Users\\Public\\x", "..\\..\\..\\..\\Users\\Public\\x"];

/**
 * Texts that satisfy a condition, as an attacker would guess them; none for what cannot be guessed.
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

/** A larger count is reduced to this. */
const LONGEST = 300;

/** Replace an escaped backslash and brackets while an expression is read. */
const [BACKSLASH, OPEN, CLOSE] = ["\u0000", "\u0001", "\u0002"];

/**
 * For the plain expressions that people write: anchors, classes, groups, counts; each choice is its
 * first, or its last.
 */
function regexSamples(pattern: string, last: boolean): string[] {
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
      .replace(/(?<!\\)[*+?]/g, "")
      .replace(/\\(.)/g, "$1")
      .replaceAll(OPEN, "(")
      .replaceAll(CLOSE, ")")
      .replaceAll(BACKSLASH, "\\"),
  );
}

/**
 * Each group, the innermost first, as one of its choices; one that may be absent is, where the last
 * choices are taken.
 */
function withoutGroups(pattern: string, last: boolean): string {
  const [whole, inner = "", absent] = /\((?:\?:)?([^()]*)\)([?*]?)/.exec(pattern) ?? [];
  if (whole === undefined) return pattern;
  const choice = absent && last ? "" : (inner.split("|").at(last ? -1 : 0) ?? "");
  return withoutGroups(
    pattern.replace(whole, () => choice),
    last,
  );
}

/** What several conditions want of one text: each alone, and two of them one after the other. */
export function together(texts: readonly string[]): string[] {
  return [
    ...texts,
    ...texts.flatMap((one) => texts.filter((other) => other !== one).map((other) => one + other)),
  ];
}
