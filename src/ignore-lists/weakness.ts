import { longest, regexText } from "../hunt/base/regex-text.ts";
import type { Condition, FieldCondition } from "../hunt/conditions/condition.ts";
import { textTest } from "../hunt/conditions/text-test.ts";

/**
 * Parts of a rundll32 line that whoever writes it chooses freely: the module is loaded before they
 * are looked at.
 */
const CHOSEN = /^(Parent)?Rundll32(Base|Export|Ordinal|Arguments|Options|Flags|Template|Kind)$/;
/** Columns that say when or by what an event was recorded, not what was done. */
const IDLE = /^(Type|Time\w*|Event\w*|ParentLineSource|_ItemId|(Target|Acting)ProcessId)$/;
/** What stands in every start of rundll32: in its path, and in its line. */
const ANY_START = ['"c:\\windows\\system32\\rundll32.exe" ', "c:\\windows\\syswow64\\rundll32.exe"];
const SHORTEST = 4;

/**
 * Why an entry is refused, or undefined: what it hides must hang on something that an attacker does
 * not simply choose. Each way of holding (`any`) must; of conditions that hold together (`all`) one
 * must; a `not` alone never does.
 */
export function weaknessOf(condition: Condition): string | undefined {
  if ("all" in condition) {
    const weak = condition.all.map(weaknessOf);
    const telling = condition.all.findIndex(
      (part) => "field" in part && part.field.endsWith("Rundll32Module"),
    );
    return weak.every((one) => one !== undefined) ? weak[Math.max(telling, 0)] : undefined;
  }
  if ("any" in condition) return condition.any.map(weaknessOf).find((one) => one !== undefined);
  if ("not" in condition) return "it says only what an event is not, and hides every other";
  return weaknessOfField(condition);
}

function weaknessOfField(condition: FieldCondition): string | undefined {
  const { field, op } = condition;
  if (CHOSEN.test(field))
    return `${field} alone is the choice of whoever writes the line: bind the module too`;
  if (IDLE.test(field)) return `${field} says nothing of what was done`;
  if (op === "in")
    return condition.value
      .map((value) => weaknessOfField({ field, op: "equals", value }))
      .find((one) => one !== undefined);
  if (op === "cidr")
    return condition.value.endsWith("/0") ? "the range is every address" : undefined;
  if (op === "equals" && condition.value === "") return `it holds where ${field} is empty`;
  if (
    isEverywhere(
      field,
      op === "regex" ? regexText(condition.value) : condition.value.replace(/[*?]+/g, ""),
      op,
    )
  )
    return `every start of rundll32 has ${JSON.stringify(condition.value)}`;
  if (op === "equals") return undefined;
  return op === "regex"
    ? weaknessOfExpression(condition.value)
    : weaknessOfText(condition.value, op);
}

/** Whether a text is wanted that every start has. */
function isEverywhere(field: string, wanted: string, op: FieldCondition["op"]): boolean {
  const text = wanted.toLowerCase().trim();
  if (text.length < SHORTEST) return false;
  if (text === ".dll") return op !== "regex";
  if (!ANY_START.some((one) => one.includes(text))) return false;
  return (
    /^(Target)?Process(Name)?$|CommandLine$/.test(field) ||
    (/Process/.test(field) && text.includes("rundll32"))
  );
}

function weaknessOfText(value: string, op: FieldCondition["op"]): string | undefined {
  const parts =
    op === "wildcard" || op === "hasToken" || op === "token" ? value.split(/[*?]+/) : [value];
  if (parts.every((part) => part.trim() === "")) return "it matches everything";
  return longest(parts).length < SHORTEST
    ? `${JSON.stringify(value)} is under ${SHORTEST} characters`
    : undefined;
}

/** An expression must not match what is empty, and each of its choices must want something. */
function weaknessOfExpression(value: string): string | undefined {
  const everything = textTest({ field: "", op: "regex", value })("");
  const least = value
    .split("|")
    .reduce(
      (fewest, choice) => Math.min(fewest, fixedLetters(choice).length),
      Number.POSITIVE_INFINITY,
    );
  return everything || least < SHORTEST
    ? `the expression has no ${SHORTEST} letters that must stand: it matches too much`
    : undefined;
}

/** What is left of an expression without classes, groups, anchors and counts. */
function fixedLetters(expression: string): string {
  return expression
    .replace(/\\[pP](?:\{[^}]*\}|.)|\\[a-zA-Z0-9]|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}/g, "")
    .replace(/\(\?[^)]*[:)]|(?<!\\)[()^$.*+?]/g, "");
}
