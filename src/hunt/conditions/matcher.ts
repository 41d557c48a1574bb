import type { Condition, FieldCondition } from "./condition.ts";
import { fieldText, type HuntEvent, type LineReader } from "./event.ts";
import { textTest } from "./text-test.ts";

export type Matcher = (event: HuntEvent) => boolean;

/** Compiles a condition. @throws if RE2 rejects a regular expression */
export function matcher(condition: Condition, reader: LineReader): Matcher {
  if ("all" in condition) return matchEvery(condition.all.map((part) => matcher(part, reader)));
  if ("any" in condition) return matchSome(condition.any.map((part) => matcher(part, reader)));
  if ("not" in condition) {
    const inner = matcher(condition.not, reader);
    return (event) => !inner(event);
  }
  return fieldMatcher(condition, reader);
}

function matchEvery(parts: readonly Matcher[]): Matcher {
  return (event) => parts.every((part) => part(event));
}

function matchSome(parts: readonly Matcher[]): Matcher {
  return (event) => parts.some((part) => part(event));
}

function fieldMatcher(condition: FieldCondition, { tokens }: LineReader): Matcher {
  const test = textTest(condition);
  const { field } = condition;
  if (condition.op === "hasToken")
    return (event) => tokens(fieldText(event, field)).slice(1).some(test);
  if (condition.op !== "token") return (event) => test(fieldText(event, field));
  const { at } = condition;
  return (event) => {
    const token = tokens(fieldText(event, field))[at];
    return token !== undefined && test(token);
  };
}
