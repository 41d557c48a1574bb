import { type Expression, joined } from "./sigma-condition.ts";

/** A part of a Sigma condition that keeps the rule from hitting what the rest of it wants. */
export interface ExcludedBlock {
  readonly block: Expression;
  /**
   * What the rule hits with this exclusion alone, if it excludes only from a part of the condition;
   * undefined if it excludes from all of it.
   */
  readonly alone?: Expression | undefined;
}

/** What is excluded, in the order of the text: of several that are joined by or, each. */
export function listExcluded(condition: Expression): readonly ExcludedBlock[] {
  return [
    ...blocksIn(condition, true).map((block) => ({ block })),
    ...blocksIn(condition, false).map((block) => ({ block, alone: withOnly(condition, block) })),
  ];
}

/** What the rule hits if nothing is excluded; undefined if that is everything. */
export function withoutExcluded(condition: Expression): Expression | undefined {
  return withOnly(condition);
}

/** The blocks that exclude from the whole condition, or those that exclude from a part of it. */
function blocksIn(condition: Expression, whole: boolean, isWhole = true): readonly Expression[] {
  if ("not" in condition) return whole === isWhole ? alternatives(condition.not) : [];
  if ("all" in condition) return condition.all.flatMap((part) => blocksIn(part, whole, isWhole));
  if ("any" in condition) return condition.any.flatMap((part) => blocksIn(part, whole, false));
  return [];
}

function alternatives(excluded: Expression): readonly Expression[] {
  return "any" in excluded ? excluded.any.flatMap(alternatives) : [excluded];
}

/** The condition with one of its exclusions; undefined if it then holds for everything. */
function withOnly(condition: Expression, block?: Expression): Expression | undefined {
  if ("not" in condition)
    return block && alternatives(condition.not).includes(block) ? { not: block } : undefined;
  if ("all" in condition) {
    const parts = condition.all.flatMap((part) => withOnly(part, block) ?? []);
    return parts.length === 0 ? undefined : joined("all", parts);
  }
  if (!("any" in condition)) return condition;
  const parts = condition.any.map((part) => withOnly(part, block));
  return parts.every((part) => part !== undefined) ? joined("any", parts) : undefined;
}

/** A condition as people write it. */
export function expressionText(condition: Expression): string {
  if ("name" in condition) return condition.name;
  if ("not" in condition) return `not ${inBrackets(condition.not)}`;
  const [word, parts] = "all" in condition ? ["and", condition.all] : ["or", condition.any];
  return parts.map(inBrackets).join(` ${word} `);
}

function inBrackets(condition: Expression): string {
  const text = expressionText(condition);
  return "name" in condition || "not" in condition ? text : `(${text})`;
}

/** The first name in a condition, where it begins. */
export function firstName(condition: Expression): { readonly name: string; readonly at: number } {
  if ("name" in condition) return condition;
  if ("not" in condition) return firstName(condition.not);
  const [first] = "all" in condition ? condition.all : condition.any;
  return first ? firstName(first) : { name: "", at: 0 };
}
