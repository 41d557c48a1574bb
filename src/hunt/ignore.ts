import type { Condition } from "./condition.ts";
import type { HuntEvent, SourceKnowledge } from "./event.ts";
import { matcher } from "./matcher.ts";

/** Conditions that hide an event, and who says so. */
export interface IgnoreEntry {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  /** Where it comes from: a file with line, or the name of a setting. */
  readonly origin: string;
  /** Slugs of the rules it is for, or "all". */
  readonly rules: readonly string[] | "all";
  readonly active: boolean;
  readonly when: Condition;
}

export interface Problem {
  /** file:line:column, a setting's name, a rule and window. */
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem as one line for people. */
export function problemText({ where, message, remedy }: Problem): string {
  return `${where}: ${message}; ${remedy}`;
}

/** What a source of entries gives: an entry that cannot be read hides nothing and is a problem. */
export interface IgnoreList {
  readonly entries: readonly IgnoreEntry[];
  readonly problems: readonly Problem[];
}

/** An event that an entry hid, and which entry. */
export interface Suppression {
  readonly event: HuntEvent;
  readonly entry: IgnoreEntry;
}

/** Sorts events into those that stay and those that the first matching entry hides. */
export type Suppress = (events: readonly HuntEvent[]) => { readonly kept: HuntEvent[]; readonly suppressions: Suppression[] };

/** The active entries for a rule, made ready. @throws where a condition cannot be compiled (sources check that first) */
export function suppressor(entries: readonly IgnoreEntry[], slug: string, knowledge: SourceKnowledge): Suppress {
  const ready = entries
    .filter(({ active, rules }) => active && (rules === "all" || rules.includes(slug)))
    .map((entry) => ({ entry, hides: matcher(entry.when, knowledge) }));
  return (events) => {
    const kept: HuntEvent[] = [];
    const suppressions: Suppression[] = [];
    for (const event of events) {
      const found = ready.find(({ hides }) => hides(event));
      if (found) suppressions.push({ event, entry: found.entry });
      else kept.push(event);
    }
    return { kept, suppressions };
  };
}
