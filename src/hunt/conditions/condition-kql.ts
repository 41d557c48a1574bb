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

/** The KQL for the text of a field; undefined if the query does not have it. */
export type FieldKql = (field: string) => string | undefined;

/**
 * Translates a condition to KQL. It is left unbounded for derived columns, which the workspace does
 * not have, and for text that is not ASCII, because engines fold its case differently.
 */
export function kqlBounds(condition: Condition, fieldKql: FieldKql): KqlBounds {
  if ("all" in condition) return joinBounds(condition.all, "and", fieldKql);
  if ("any" in condition) return joinBounds(condition.any, "or", fieldKql);
  if ("not" in condition) {
    const { under, over } = kqlBounds(condition.not, fieldKql);
    return { under: negate(over), over: negate(under) };
  }
  const field = fieldKql(condition.field);
  return field === undefined ? UNBOUNDED : leaf(condition, field);
}

function joinBounds(
  parts: readonly Condition[],
  word: "and" | "or",
  fieldKql: FieldKql,
): KqlBounds {
  const bounds = parts.map((part) => kqlBounds(part, fieldKql));
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

function leaf(condition: FieldCondition, field: string): KqlBounds {
  if (condition.op === "in")
    return joinBounds(
      condition.value.map((value) => ({ ...condition, op: "equals", value }) as const),
      "or",
      () => field,
    );
  const caseSensitive = "caseSensitive" in condition && condition.caseSensitive === true;
  const test = isPlain(condition.value) ? testKql(condition, caseSensitive) : undefined;
  if (test === undefined) return UNBOUNDED;
  const text = `${field} ${test}`;
  if (caseSensitive || !/[iks]/i.test(condition.value)) return { under: text, over: text };
  // Some engines fold U+0130, U+017F and U+212A to i, s and k; here they match nothing.
  return {
    under: `(${text} and not(${field} matches regex "[\\\\x{130}\\\\x{17f}\\\\x{212a}]"))`,
    over: text,
  };
}

function isPlain(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}

/** The operator and its operand; undefined if KQL has none that means the same. */
function testKql(
  { op, value }: Exclude<FieldCondition, { readonly op: "in" }>,
  caseSensitive: boolean,
): string | undefined {
  const operator = OPERATORS[op]?.[caseSensitive ? 1 : 0];
  if (operator) return `${operator} ${kqlString(value)}`;
  // Engines differ in what one character is.
  if (op !== "wildcard" || value.includes("?")) return undefined;
  const parts = value.split("*").map((part) => part.replace(/[^\w\s]/g, "\\$&"));
  const flags = caseSensitive ? "(?s)" : "(?is)";
  return `matches regex ${kqlString(`${flags}\\A${parts.join(".*")}\\z`)}`;
}
