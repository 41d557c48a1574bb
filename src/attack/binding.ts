import type { Condition, FieldCondition } from "../hunt/conditions/condition.ts";

/**
 * Finds a condition on a field without which the whole cannot be met (in `any`, each alternative
 * must have one); undefined if there is none.
 */
export function findBinding(condition: Condition, field: RegExp): FieldCondition | undefined {
  if ("not" in condition) return undefined;
  if ("all" in condition)
    return condition.all.map((part) => findBinding(part, field)).find((one) => one !== undefined);
  if (!("any" in condition)) return field.test(condition.field) ? condition : undefined;
  const each = condition.any.map((part) => findBinding(part, field));
  if (each.some((one) => one === undefined)) return undefined;
  return each.find((one) => one !== undefined && !isWholePath(one)) ?? each[0];
}

/** Whether a condition wants only exact paths that begin with a drive. */
export function isWholePath(condition: FieldCondition): boolean {
  const { value } = condition;
  const values = typeof value === "string" ? [value] : value;
  return isExact(condition) && values.every((text) => /^[a-z]:\\/i.test(text));
}

export function isExact({ op }: FieldCondition): boolean {
  return op === "equals" || op === "in";
}
