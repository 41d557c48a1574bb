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

/** What stands in every start of rundll32: in its path, and in its line. */
const ANY_START = ['"c:\\windows\\system32\\rundll32.exe" ', "c:\\windows\\syswow64\\rundll32.exe"];

/** Whether a condition wants nothing but what every start has. */
function isEverywhere(condition: FieldCondition): boolean {
  if (condition.op === "in" || condition.op === "cidr") return false;
  const text = condition.op === "regex" ? regexText(condition.value) : longest(condition.value.split(/[*?]+/)).toLowerCase();
  if (text.length < SHORTEST) return false;
  if (/Rundll32(Module|Base)$/.test(condition.field)) return text === ".dll";
  return /(Process|ProcessName|CommandLine)$/.test(condition.field) && ANY_START.some((one) => one.includes(text));
}

function weaknessOfField(condition: FieldCondition): string | undefined {
  const { field, op } = condition;
  if (CHOSEN.test(field)) return `${field} alone is the choice of whoever writes the line: bind the module too`;
  if (op === "in") return condition.value.includes("") ? `it holds where ${field} is empty` : undefined;
  if (op === "cidr") return condition.value.endsWith("/0") ? "the range is every address" : undefined;
  if (op === "equals" && condition.value === "") return `it holds where ${field} is empty`;
  if (isEverywhere(condition)) return `every start of rundll32 has ${JSON.stringify(condition.value)}`;
  if (op === "equals") return undefined;
  if (op === "regex")
    return regexText(condition.value).length < SHORTEST
      ? `the expression has no ${SHORTEST} characters in a row that must stand: it matches too much`
      : undefined;
  const parts =
    op === "contains" || op === "startsWith" || op === "endsWith" || op === "has" ? [condition.value] : condition.value.split(/[*?]+/);
  if (parts.every((part) => part.trim() === "")) return "it matches everything";
  return longest(parts).length < SHORTEST ? `${JSON.stringify(condition.value)} is under ${SHORTEST} characters` : undefined;
}
