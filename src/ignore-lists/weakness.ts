import type { Condition, FieldCondition } from "../hunt/condition.ts";
import { longest, regexText } from "../hunt/regex-text.ts";

/** Parts of a rundll32 line that whoever writes it chooses freely: the module is loaded before they are looked at. */
const CHOSEN = /^(Parent)?Rundll32(Export|Ordinal|Arguments|Options|Flags|Template|Kind)$/;
const SHORTEST = 4;

/**
 * Why an entry is refused, or undefined: what it hides must hang on something that an attacker does not simply choose. Each
 * way of holding (`any`) must; of conditions that hold together (`all`) one must; a `not` alone never does.
 */
export function weaknessOf(condition: Condition): string | undefined {
  if ("all" in condition) {
    const weak = condition.all.map(weaknessOf);
    return weak.every((one) => one !== undefined) ? weak[0] : undefined;
  }
  if ("any" in condition) return condition.any.map(weaknessOf).find((one) => one !== undefined);
  if ("not" in condition) return "it says only what an event is not, and hides every other";
  return weaknessOfField(condition);
}

function weaknessOfField(condition: FieldCondition): string | undefined {
  const { field, op } = condition;
  if (CHOSEN.test(field)) return `${field} alone is the choice of whoever writes the line: bind the module too`;
  if (op === "in") return condition.value.includes("") ? `it holds where ${field} is empty` : undefined;
  if (op === "cidr") return condition.value.endsWith("/0") ? "the range is every address" : undefined;
  if (op === "equals") return condition.value === "" ? `it holds where ${field} is empty` : undefined;
  if (op === "regex")
    return regexText(condition.value).length < SHORTEST
      ? `the expression has no ${SHORTEST} characters in a row that must stand: it matches too much`
      : undefined;
  const parts =
    op === "contains" || op === "startsWith" || op === "endsWith" || op === "has" ? [condition.value] : condition.value.split(/[*?]+/);
  if (parts.every((part) => part.trim() === "")) return "it matches everything";
  return longest(parts).length < SHORTEST ? `${JSON.stringify(condition.value)} is under ${SHORTEST} characters` : undefined;
}
