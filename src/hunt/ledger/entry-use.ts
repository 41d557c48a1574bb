import { sumCounts } from "../base/by-key.ts";
import { expiresSoon, hasExpired, type IgnoreEntry } from "../ignore/ignore.ts";
import { addCounts, type RunRecord } from "./run-record.ts";

/**
 * What a reviewer needs to know before keeping an entry: how much it hid, and what has to be done
 * about it.
 */
export interface EntryUse {
  readonly entry: IgnoreEntry;
  /** How many events it hid; an event in two overlapping windows counts twice. */
  readonly hits: number;
  readonly marks: readonly EntryMark[];
}

export type EntryMark =
  | "not active"
  | "expired"
  | "expires soon"
  | "unused"
  | "not hunted"
  | "unverified";

/** What a number of jobs recorded about the entries. */
export interface UseCounts {
  /** Events that were hidden, by entry id. */
  readonly hits: Readonly<Record<string, number>>;
  /** Slugs of the rules that were hunted. */
  readonly rules: readonly string[];
}

const NO_USE: UseCounts = { hits: {}, rules: [] };

export function countUses(runs: readonly RunRecord[]): UseCounts {
  const windows = runs.filter(({ job }) => job === "window");
  return {
    hits: sumCounts(windows.map(({ suppressed }) => suppressed)),
    rules: [...new Set(runs.map(({ rule }) => rule))],
  };
}

export function sumUses(counts: readonly UseCounts[]): UseCounts {
  return counts.reduce(
    (sum, one) => ({
      hits: addCounts(sum.hits, one.hits),
      rules: [...new Set([...sum.rules, ...one.rules])],
    }),
    NO_USE,
  );
}

/** The use of entries according to counts; if no rule was hunted, no entry is called unused. */
export function entryUses(
  entries: readonly IgnoreEntry[],
  { hits, rules }: UseCounts,
  now: number,
): EntryUse[] {
  const counts = new Map(Object.entries(hits));
  return entries.map((entry) => {
    const count = counts.get(entry.id) ?? 0;
    const hunted = entry.rules === "all" || entry.rules.some((slug) => rules.includes(slug));
    const use = count > 0 || rules.length === 0 ? undefined : hunted ? "unused" : "not hunted";
    return { entry, hits: count, marks: markEntry(entry, use, now) };
  });
}

function markEntry(entry: IgnoreEntry, use: EntryMark | undefined, now: number): EntryMark[] {
  if (!entry.active) return ["not active"];
  if (hasExpired(entry, now)) return ["expired"];
  return [
    ...(expiresSoon(entry, now) ? (["expires soon"] as const) : []),
    ...(use ? [use] : []),
    ...(entry.unverified ? (["unverified"] as const) : []),
  ];
}
