import { longest, regexText } from "../base/regex-text.ts";
import type { Condition, FieldCondition } from "./condition.ts";
import { foldCase } from "./text-test.ts";

/**
 * A text, folded, that a field of an event must hold for a condition to hold: a cheap look before
 * the condition is asked.
 */
export interface Needle {
  readonly field: string;
  /** Where it must stand: in the field's text, or in its arguments as a Windows command line. */
  readonly within: "text" | "arguments";
  /** It must be the whole text. */
  readonly whole: boolean;
  readonly text: string;
}

/** Stands between arguments where they are searched as one text. */
export const BETWEEN = "\0";

/**
 * Of these needles at least one is in every event that the condition holds for; undefined where no
 * such needle is known.
 */
export function needlesOf(condition: Condition): readonly Needle[] | undefined {
  if ("all" in condition) {
    const known = condition.all.map(needlesOf).filter((one) => one !== undefined);
    return known.reduce<readonly Needle[] | undefined>(
      (best, one) => (best && shortest(best) >= shortest(one) ? best : one),
      undefined,
    );
  }
  if ("any" in condition) {
    const each = condition.any.map(needlesOf);
    return each.every((one) => one !== undefined) ? each.flat() : undefined;
  }
  return "not" in condition ? undefined : needlesOfField(condition);
}

function shortest(needles: readonly Needle[]): number {
  return needles.reduce(
    (least, { text }) => Math.min(least, text.length),
    Number.POSITIVE_INFINITY,
  );
}

function needlesOfField(condition: FieldCondition): readonly Needle[] | undefined {
  const { field, op } = condition;
  if (op === "cidr") return undefined;
  const texts = op === "in" ? condition.value : [condition.value];
  const exact = (op === "in" || op === "equals") && !condition.caseSensitive;
  const needles = texts.map((value): Needle => {
    if (exact) return { field, within: "text", whole: true, text: foldCase(value) };
    const within = op === "hasToken" || op === "token" ? "arguments" : "text";
    return { field, within, whole: false, text: partOf(value, condition) };
  });
  return needles.every(({ text, whole }) => whole || text !== "") ? needles : undefined;
}

/**
 * Where case counts only ASCII is sure to be in the folded text as it is: other letters fold by
 * what stands around them.
 */
function partOf(
  value: string,
  { op, caseSensitive }: FieldCondition & { readonly caseSensitive?: boolean | undefined },
): string {
  // An expression's own (?i) folds letters that are told apart here.
  if (op === "regex") return caseSensitive && value.includes("(?") ? "" : regexText(value);
  const parts =
    op === "wildcard" || op === "hasToken" || op === "token" ? value.split(/[*?\0]/) : [value];
  if (!caseSensitive) return longest(parts.map(foldCase));
  return longest(parts.flatMap((part) => part.split(/[^\x20-\x7e]/))).toLowerCase();
}
