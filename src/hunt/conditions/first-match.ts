import { groupBy } from "../base/by-key.ts";
import { type FindSubstrings, GRAM, substrings } from "../base/substrings.ts";
import type { Condition } from "./condition.ts";
import { fieldText, type HuntEvent, type LineReader } from "./event.ts";
import { type Matcher, matcher } from "./matcher.ts";
import { BETWEEN, type Needle, needlesIn } from "./needle.ts";
import { foldCase } from "./text-test.ts";

/** Returns the index of the first condition that holds for an event, or -1. */
export type FirstMatch = (event: HuntEvent) => number;

/**
 * Prepares many conditions so that finding the first match costs about as much as evaluating a few
 * of them. A condition is evaluated only for events that contain one of its needles, or for every
 * event if it has none.
 * @throws if RE2 rejects a regular expression
 */
export function firstMatch(conditions: readonly Condition[], reader: LineReader): FirstMatch {
  const matchers = conditions.map((condition) => matcher(condition, reader));
  const needles = conditions.map(needlesIn);
  const findable = needles.map((some) => some?.every(isFindable) === true);
  const always = [...conditions.keys()].filter((number) => !findable[number]);
  const sought = needles.flatMap((some, number) =>
    findable[number] ? (some ?? []).map((needle) => ({ number, needle })) : [],
  );
  const searches = [
    ...groupBy(sought, ({ needle }) => `${needle.within} ${needle.field}`).values(),
  ].map((some) => search(some, reader));
  return (event) => {
    const candidates: number[] = [];
    for (const find of searches) find(event, candidates);
    return always.length + candidates.length === 0
      ? -1
      : firstThatHolds(always, candidates.sort(byNumber), matchers, event);
  };
}

interface Sought {
  /** The index of the condition. */
  readonly number: number;
  readonly needle: Needle;
}

function isFindable({ whole, text }: Needle): boolean {
  return whole || text.length >= GRAM;
}

function byNumber(one: number, other: number): number {
  return one - other;
}

/** Both lists are sorted; `candidates` may contain duplicates. */
function firstThatHolds(
  always: readonly number[],
  candidates: readonly number[],
  matchers: readonly Matcher[],
  event: HuntEvent,
): number {
  const holds = (number: number) => matchers[number]?.(event) === true;
  const found =
    candidates.find((number, index) => number !== candidates[index - 1] && holds(number)) ??
    Number.POSITIVE_INFINITY;
  const other =
    always.find((number) => number > found || holds(number)) ?? Number.POSITIVE_INFINITY;
  const first = Math.min(found, other);
  return first === Number.POSITIVE_INFINITY ? -1 : first;
}

/** Adds the conditions whose needles an event contains, for needles in the same field. */
function search(
  sought: readonly Sought[],
  reader: LineReader,
): (event: HuntEvent, candidates: number[]) => void {
  const [{ needle }] = sought as readonly [Sought, ...Sought[]];
  const wholes = groupBy(
    sought.filter((one) => one.needle.whole),
    (one) => one.needle.text,
  );
  const parts = [
    ...groupBy(
      sought.filter((one) => !one.needle.whole),
      (one) => one.needle.text,
    ),
  ];
  const find: FindSubstrings =
    parts.length === 0 ? () => undefined : substrings(parts.map(([text]) => text));
  const numbers = parts.map(([, some]) => some.map(({ number }) => number));
  return (event, candidates) => {
    const text =
      needle.within === "text"
        ? foldCase(fieldText(event, needle.field))
        : argumentsText(event, needle.field, reader);
    for (const { number } of wholes.get(text) ?? []) candidates.push(number);
    find(text, (part) => {
      for (const number of numbers[part] ?? []) candidates.push(number);
    });
  };
}

function argumentsText(event: HuntEvent, field: string, { tokens }: LineReader): string {
  return foldCase(tokens(fieldText(event, field)).join(BETWEEN));
}
