import { kqlString } from "../base/escape.ts";
import type { Condition, FieldCondition } from "./condition.ts";

/**
 * Two KQL expressions that bound a condition: `under` implies the condition, and the condition
 * implies `over`. If they are equal, the KQL is equivalent to the condition.
 */
export interface KqlBounds {
  readonly under: string;
  readonly over: string;
}

const UNBOUNDED: KqlBounds = { under: "false", over: "true" };

/**
 * Translates a condition to KQL. It is left unbounded for derived columns, which the workspace does
 * not have, and for text that is not ASCII, because engines fold its case differently.
 */
export function kqlBounds(condition: Condition, isColumn: (field: string) => boolean): KqlBounds {
  if ("all" in condition) return joinBounds(condition.all, "and", isColumn);
  if ("any" in condition) return joinBounds(condition.any, "or", isColumn);
  if ("not" in condition) {
    const { under, over } = kqlBounds(condition.not, isColumn);
    return { under: negate(over), over: negate(under) };
  }
  return isColumn(condition.field) ? leaf(condition) : UNBOUNDED;
}

function joinBounds(
  parts: readonly Condition[],
  word: "and" | "or",
  isColumn: (field: string) => boolean,
): KqlBounds {
  const bounds = parts.map((part) => kqlBounds(part, isColumn));
  const [dominant, neutral] = word === "and" ? ["false", "true"] : ["true", "false"];
  const join = (texts: readonly string[]) => {
    if (texts.includes(dominant)) return dominant;
    const relevant = texts.filter((text) => text !== neutral);
    return relevant.length === 0
      ? neutral
      : relevant.length === 1
        ? (relevant[0] ?? neutral)
        : `(${relevant.join(` ${word} `)})`;
  };
  return {
    under: join(bounds.map(({ under }) => under)),
    over: join(bounds.map(({ over }) => over)),
  };
}

function negate(text: string): string {
  return text === "true" ? "false" : text === "false" ? "true" : `not(${text})`;
}

const OPERATORS: Readonly<Record<string, readonly [folded: string, exact: string]>> = {
  equals: ["=~", "=="],
  contains: ["contains", "contains_cs"],
  startsWith: ["startswith", "startswith_cs"],
  endsWith: ["endswith", "endswith_cs"],
};

function leaf(condition: FieldCondition): KqlBounds {
  const operator = OPERATORS[condition.op];
  if (!operator || typeof condition.value !== "string" || !/^[\x20-\x7e]*$/.test(condition.value))
    return UNBOUNDED;
  const caseSensitive = "caseSensitive" in condition && condition.caseSensitive === true;
  const text = `${condition.field} ${operator[caseSensitive ? 1 : 0]} ${kqlString(condition.value)}`;
  if (caseSensitive || !/[iks]/i.test(condition.value)) return { under: text, over: text };
  // Some engines fold U+0130, U+017F and U+212A to i, s and k; here they match nothing.
  return {
    under: `(${text} and not(${condition.field} matches regex "[\\\\x{130}\\\\x{17f}\\\\x{212a}]"))`,
    over: text,
  };
}
