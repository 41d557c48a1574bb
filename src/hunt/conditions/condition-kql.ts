import { kqlString } from "../base/escape.ts";
import type { Condition, FieldCondition } from "./condition.ts";

/**
 * A condition as KQL, between two bounds: what `under` holds for, the condition holds for; what the
 * condition holds for, `over` holds for. Where both are the same text, KQL says exactly what the
 * condition says.
 */
export interface KqlBounds {
  readonly under: string;
  readonly over: string;
}

const NEVER: KqlBounds = { under: "false", over: "true" };

/**
 * Derived columns are not in the workspace, and only ASCII is folded alike everywhere: for the rest
 * nothing is claimed.
 */
export function kqlBounds(condition: Condition, isColumn: (field: string) => boolean): KqlBounds {
  if ("all" in condition) return joinBounds(condition.all, "and", isColumn);
  if ("any" in condition) return joinBounds(condition.any, "or", isColumn);
  if ("not" in condition) {
    const { under, over } = kqlBounds(condition.not, isColumn);
    return { under: negate(over), over: negate(under) };
  }
  return isColumn(condition.field) ? leaf(condition) : NEVER;
}

function joinBounds(
  parts: readonly Condition[],
  word: "and" | "or",
  isColumn: (field: string) => boolean,
): KqlBounds {
  const bounds = parts.map((part) => kqlBounds(part, isColumn));
  const [deciding, idle] = word === "and" ? ["false", "true"] : ["true", "false"];
  const join = (texts: readonly string[]) => {
    if (texts.includes(deciding)) return deciding;
    const telling = texts.filter((text) => text !== idle);
    return telling.length === 0
      ? idle
      : telling.length === 1
        ? (telling[0] ?? idle)
        : `(${telling.join(` ${word} `)})`;
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
    return NEVER;
  const caseSensitive = "caseSensitive" in condition && condition.caseSensitive === true;
  const text = `${condition.field} ${operator[caseSensitive ? 1 : 0]} ${kqlString(condition.value)}`;
  if (caseSensitive || !/[iks]/i.test(condition.value)) return { under: text, over: text };
  // Three letters fold to i, k and s in some engines, and match nothing here.
  return {
    under: `(${text} and not(${condition.field} matches regex "[\\\\x{130}\\\\x{17f}\\\\x{212a}]"))`,
    over: text,
  };
}
