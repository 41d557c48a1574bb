import type { FieldCondition } from "../hunt/condition.ts";

/** What stands for a run of any characters: short, within a folder that a user can write, and out of the folder before it. */
const RUNS = ["", "x", "Temp\\x", "..\\..\\Users\\Public\\x", "..\\..\\..\\..\\Users\\Public\\x"];

/** Texts that satisfy a condition, as an attacker would guess them; none for what cannot be guessed. */
export function samplesOf(condition: FieldCondition): string[] {
  switch (condition.op) {
    case "cidr":
      return [];
    case "in":
      return [...condition.value];
    case "regex":
      return [...new Set([...regexSamples(condition.value, "$1"), ...regexSamples(condition.value, "$2")])];
    case "wildcard":
    case "hasToken":
    case "token":
      return RUNS.map((run) => condition.value.replaceAll("*", run).replaceAll("?", "x"));
    default:
      return [condition.value];
  }
}

/** A count that is longer is cut. */
const LONGEST = 300;

/** Stands for an escaped backslash while escapes are read. */
const BACKSLASH = "\u0000";

/** For the plain expressions that people write: anchors, classes, groups, counts; each choice is its first, or its last. */
function regexSamples(pattern: string, choice: "$1" | "$2"): string[] {
  return RUNS.map((run) =>
    pattern
      .replaceAll("\\\\", BACKSLASH)
      .replace(/\(\?[a-zA-Z]+\)/g, "")
      .replace(/^\^|\$$/g, "")
      .replace(/\((?:\?:)?([^()|]*)\|(?:[^()|]*\|)*([^()|]*)\)/g, choice)
      .replace(/\[\^[^\]]*\]/g, "x")
      .replace(/\[([^\]])[^\]]*\]/g, "$1")
      .replace(/\\d/g, "1")
      .replace(/\\w/g, "x")
      .replace(/\\s/g, " ")
      .replace(/(?<!\\)\.[*+]\??/g, () => run)
      .replace(/(?<!\\)\./g, "x")
      .replace(/([^\\])\{(\d+)(?:,\d*)?\}/g, (_, letter: string, count: string) => letter.repeat(Math.min(Number(count), LONGEST)))
      .replace(/(?<!\\)[*+?]/g, "")
      .replace(/\\(.)/g, "$1")
      .replace(/[()]/g, "")
      .replaceAll(BACKSLASH, "\\"),
  );
}

/** What several conditions want of one text: each alone, and two of them one after the other. */
export function together(texts: readonly string[]): string[] {
  return [...texts, ...texts.flatMap((one) => texts.filter((other) => other !== one).map((other) => one + other))];
}
