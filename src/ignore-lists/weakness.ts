import { longest, regexText } from "../hunt/base/regex-text.ts";
import type { Condition, FieldCondition } from "../hunt/conditions/condition.ts";
import { textTest } from "../hunt/conditions/text-test.ts";
import { ownColumn, techniqueDeriving } from "../techniques/derived-column.ts";
import { TECHNIQUES } from "../techniques/index.ts";

/** Columns that say when or by what an event was recorded, not what was done. */
const IDLE = /^(Type|Time\w*|Event\w*|ParentLineSource|_ItemId|(Target|Acting)ProcessId)$/;
const SHORTEST = 4;

/**
 * Why an entry is refused; undefined if it is not. What it hides must depend on something that an
 * attacker cannot simply choose: in each alternative of `any`, and in at least one condition of
 * `all`; a `not` alone never does. Nor do the columns that are `idle` in the entry's source.
 */
export function findWeakness(
  condition: Condition,
  idle: ReadonlySet<string> = new Set(),
): string | undefined {
  const judge = (part: Condition) => findWeakness(part, idle);
  if ("all" in condition) {
    const weak = condition.all.map(judge);
    const telling = condition.all.findIndex((part) => "field" in part && isTelling(part.field));
    return weak.every((one) => one !== undefined) ? weak[Math.max(telling, 0)] : undefined;
  }
  if ("any" in condition) return condition.any.map(judge).find((one) => one !== undefined);
  if ("not" in condition) return "it says only what an event is not, and hides every other";
  return idle.has(condition.field)
    ? `${condition.field} does not say what was done`
    : weaknessInField(condition);
}

/** Whether a column says what a line does, whatever an attacker chose for the rest. */
function isTelling(field: string): boolean {
  return techniqueDeriving(field)?.weakness.telling.column === ownColumn(field);
}

function weaknessInField(condition: FieldCondition): string | undefined {
  const { field, op } = condition;
  const { chosen = [], telling } = techniqueDeriving(field)?.weakness ?? {};
  if (chosen.includes(ownColumn(field)))
    return `${field} can be chosen freely by an attacker: also bind ${telling?.words}`;
  if (IDLE.test(field)) return `${field} does not say what was done`;
  if (op === "in")
    return condition.value
      .map((value) => weaknessInField({ field, op: "equals", value }))
      .find((one) => one !== undefined);
  if (op === "cidr")
    return condition.value.endsWith("/0") ? "the range is every address" : undefined;
  if (op === "equals" && condition.value === "") return `it matches when ${field} is empty`;
  const wanted =
    op === "regex" ? regexText(condition.value) : condition.value.replace(/[*?]+/g, "");
  const everywhere = programWithAll(field, wanted, op);
  if (everywhere !== undefined)
    return `every start of ${everywhere} contains ${JSON.stringify(condition.value)}`;
  if (op === "equals") return undefined;
  return op === "regex"
    ? weaknessInExpression(condition.value)
    : weaknessInText(condition.value, op);
}

/** The program of a technique, if every start of it contains the wanted text. */
function programWithAll(
  field: string,
  wanted: string,
  op: FieldCondition["op"],
): string | undefined {
  const text = wanted.toLowerCase().trim();
  if (text.length < SHORTEST) return undefined;
  for (const { program, weakness } of TECHNIQUES.values()) {
    if (op !== "regex" && weakness.everyEnding.includes(text)) return program;
    const isPart = weakness.everyStart.some((start) => start.includes(text));
    const isLooked =
      /^(Target)?Process(Name)?$|CommandLine$/.test(field) ||
      (field.includes("Process") && text.includes(program));
    if (isPart && isLooked) return program;
  }
  return undefined;
}

function weaknessInText(value: string, op: FieldCondition["op"]): string | undefined {
  const parts =
    op === "wildcard" || op === "hasToken" || op === "token" ? value.split(/[*?]+/) : [value];
  if (parts.every((part) => part.trim() === "")) return "it matches everything";
  return longest(parts).length < SHORTEST
    ? `${JSON.stringify(value)} is under ${SHORTEST} characters`
    : undefined;
}

/** An expression must not match empty text, and each of its alternatives must require something. */
function weaknessInExpression(value: string): string | undefined {
  const everything = textTest({ field: "", op: "regex", value })("");
  const least = value
    .split("|")
    .reduce(
      (fewest, choice) => Math.min(fewest, fixedLetters(choice).length),
      Number.POSITIVE_INFINITY,
    );
  return everything || least < SHORTEST
    ? `the expression requires fewer than ${SHORTEST} letters: it matches too much`
    : undefined;
}

/** What is left of an expression without classes, groups, anchors and counts. */
function fixedLetters(expression: string): string {
  return expression
    .replace(/\\[pP](?:\{[^}]*\}|.)|\\[a-zA-Z0-9]|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}/g, "")
    .replace(/\(\?[^)]*[:)]|(?<!\\)[()^$.*+?]/g, "");
}
