import { longest, regexText } from "../base/regex-text.ts";
import type { Condition, FieldCondition } from "./condition.ts";
import { foldCase } from "./text-test.ts";

/**
 * Case-folded text that a field must contain for a condition to hold: a cheap test before the
 * condition is evaluated.
 */
export interface Needle {
  readonly field: string;
  /** Where it must occur: in the field's text, or in the arguments of that as a command line. */
  readonly within: "text" | "arguments";
  /** Whether it must be the whole text. */
  readonly whole: boolean;
  readonly text: string;
}

/** Separates arguments that are searched as one text. */
export const BETWEEN = "\0";

/**
 * Needles of which every event that satisfies the condition contains at least one; undefined if
 * none are known.
 */
export function needlesIn(condition: Condition): readonly Needle[] | undefined {
  if ("all" in condition) {
    const each = condition.all.map(needlesIn).filter((one) => one !== undefined);
    return each.reduce<readonly Needle[] | undefined>(
      (best, one) => (best && shortest(best) >= shortest(one) ? best : one),
      undefined,
    );
  }
  if ("any" in condition) {
    const each = condition.any.map(needlesIn);
    return each.every((one) => one !== undefined) ? each.flat() : undefined;
  }
  return "not" in condition ? undefined : needlesInField(condition);
}

function shortest(needles: readonly Needle[]): number {
  return needles.reduce(
    (least, { text }) => Math.min(least, text.length),
    Number.POSITIVE_INFINITY,
  );
}

function needlesInField(condition: FieldCondition): readonly Needle[] | undefined {
  const { field, op } = condition;
  if (op === "cidr") return undefined;
  const texts = op === "in" ? condition.value : [condition.value];
  const exact = (op === "in" || op === "equals") && !condition.caseSensitive;
  const needles = texts.map((value): Needle => {
    if (exact) return { field, within: "text", whole: true, text: foldCase(value) };
    const within = op === "hasToken" || op === "token" ? "arguments" : "text";
    return { field, within, whole: false, text: surePart(value, condition) };
  });
  return needles.every(({ text, whole }) => whole || text !== "") ? needles : undefined;
}

/**
 * The part of a value that the folded text must contain. For a case-sensitive value only ASCII is
 * certain, because folding other letters can depend on their neighbours.
 */
function surePart(
  value: string,
  { op, caseSensitive }: FieldCondition & { readonly caseSensitive?: boolean | undefined },
): string {
  // (?i) inside an expression folds letters that are distinct here.
  if (op === "regex") return caseSensitive && value.includes("(?") ? "" : regexText(value);
  const parts =
    op === "wildcard" || op === "hasToken" || op === "token" ? value.split(/[*?\0]/) : [value];
  if (!caseSensitive) return longest(parts.map(foldCase));
  return longest(parts.flatMap((part) => part.split(/[^\x20-\x7e]/))).toLowerCase();
}
