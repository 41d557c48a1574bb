import { RE2JS } from "re2js";
import type { Condition, FieldCondition } from "./condition.ts";
import { fieldText, type HuntEvent, type SourceKnowledge } from "./event.ts";

export type Matcher = (event: HuntEvent) => boolean;

/**
 * Makes a condition ready to be asked of events.
 * @throws where a regex is refused by RE2
 */
export function matcher(condition: Condition, knowledge: SourceKnowledge): Matcher {
  if ("all" in condition) return everyOf(condition.all.map((part) => matcher(part, knowledge)));
  if ("any" in condition) return someOf(condition.any.map((part) => matcher(part, knowledge)));
  if ("not" in condition) {
    const inner = matcher(condition.not, knowledge);
    return (event) => !inner(event);
  }
  return fieldMatcher(condition, knowledge);
}

function everyOf(parts: readonly Matcher[]): Matcher {
  return (event) => parts.every((part) => part(event));
}

function someOf(parts: readonly Matcher[]): Matcher {
  return (event) => parts.some((part) => part(event));
}

function fieldMatcher(condition: FieldCondition, { tokens }: SourceKnowledge): Matcher {
  const test = textTest(condition);
  const { field } = condition;
  if (condition.op === "hasToken") return (event) => tokens(fieldText(event, field)).slice(1).some(test);
  return (event) => test(fieldText(event, field));
}

function textTest({ op, value, caseSensitive = false }: FieldCondition): (text: string) => boolean {
  const fold = (text: string) => (caseSensitive ? text : withoutLookAlikes(text).toLowerCase());
  const wanted = fold(value);
  switch (op) {
    case "equals":
      return (text) => fold(text) === wanted;
    case "contains":
      return (text) => fold(text).includes(wanted);
    case "startsWith":
      return (text) => fold(text).startsWith(wanted);
    case "endsWith":
      return (text) => fold(text).endsWith(wanted);
    case "wildcard":
    case "hasToken":
      return (text) => wildcardMatches(wanted, fold(text));
    case "regex": {
      const pattern = RE2JS.compile(value, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
      return (text) => pattern.matcher(caseSensitive ? text : withoutLookAlikes(text)).find();
    }
  }
}

/** Letters that fold to ASCII ones here but are other letters to Windows' file systems; they match nothing. */
function withoutLookAlikes(text: string): string {
  return text.replace(/[\u0130\u017f\u212a]/g, "\ufffd");
}

/** Whether the whole text matches a pattern of `*` and `?`; linear in the text for each `*`. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (place < text.length) {
    if (at < pattern.length && pattern[at] !== "*" && (pattern[at] === "?" || pattern[at] === text[place])) {
      at += 1;
      place += 1;
    } else if (pattern[at] === "*") {
      star = at++;
      resume = place;
    } else if (star >= 0) {
      at = star + 1;
      place = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
