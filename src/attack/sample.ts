import type { Condition, FieldCondition, TextCondition } from "../hunt/conditions/condition.ts";
import { matcher } from "../hunt/conditions/matcher.ts";
import { WINDOWS } from "../windows/command-line.ts";
import { regexSamples } from "./regex-samples.ts";

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
      return [...guessRegex(condition)];
    case "wildcard":
    case "hasToken":
    case "token":
      return RUNS.map((run) => condition.value.replaceAll("*", run).replaceAll("?", "x"));
    default:
      return [condition.value];
  }
}

/** The texts that match, if any does: the others are only near. */
function guessRegex(condition: TextCondition): readonly string[] {
  const known = GUESSED.get(condition);
  if (known) return known.texts;
  const texts = [...new Set(regexSamples(condition.value, RUNS))];
  const holds = matcher(condition, WINDOWS);
  const fits = texts.filter((text) =>
    holds({ row: { [condition.field]: text }, time: 0, derived: {} }),
  );
  GUESSED.set(condition, { texts: fits.length > 0 ? fits : texts, isSure: fits.length > 0 });
  return fits.length > 0 ? fits : texts;
}

const GUESSED = new WeakMap<FieldCondition, { texts: readonly string[]; isSure: boolean }>();

/** The field of a part without which a condition cannot hold and for which no text is known. */
export function findUnguessed(condition: Condition): string | undefined {
  if ("not" in condition) return undefined;
  if ("all" in condition) return condition.all.map(findUnguessed).find((one) => one !== undefined);
  if ("any" in condition) {
    const parts = condition.any.map(findUnguessed);
    return parts.every((one) => one !== undefined) ? parts[0] : undefined;
  }
  if (condition.op !== "regex") return undefined;
  sampleTexts(condition);
  return GUESSED.get(condition)?.isSure ? undefined : condition.field;
}

/** What several conditions may want of one text: each text alone, and two of them in succession. */
export function together(texts: readonly string[]): string[] {
  return [
    ...texts,
    ...texts.flatMap((one) => texts.filter((other) => other !== one).map((other) => one + other)),
  ];
}
