import { sumCounts } from "./by-key.ts";
import { expiresSoon, hasExpired, type IgnoreEntry } from "./ignore.ts";
import type { RunRecord } from "./run-record.ts";

/** What is to be known of an entry before anybody keeps it: how much it hid, and what is to be done about it. */
export interface EntryUse {
  readonly entry: IgnoreEntry;
  /** Events that it hid; one that two overlapping windows saw counts twice. */
  readonly hits: number;
  readonly marks: readonly EntryMark[];
}

export type EntryMark = "not active" | "expired" | "expires soon" | "unused" | "not hunted" | "unverified";

/** The use of entries by the records of the windows that were hunted; without records nothing is called unused. */
export function entryUses(entries: readonly IgnoreEntry[], runs: readonly RunRecord[], now: number): EntryUse[] {
  const hits = new Map(Object.entries(hitsIn(runs)));
  const rules = new Set(runs.map(({ rule }) => rule));
  return entries.map((entry) => {
    const count = hits.get(entry.id) ?? 0;
    const hunted = entry.rules === "all" || entry.rules.some((slug) => rules.has(slug));
    const use = count > 0 || runs.length === 0 ? undefined : hunted ? "unused" : "not hunted";
    return { entry, hits: count, marks: marksOf(entry, use, now) };
  });
}

function marksOf(entry: IgnoreEntry, use: EntryMark | undefined, now: number): EntryMark[] {
  if (!entry.active) return ["not active"];
  if (hasExpired(entry, now)) return ["expired"];
  return [
    ...(expiresSoon(entry, now) ? (["expires soon"] as const) : []),
    ...(use ? [use] : []),
    ...(entry.unverified ? (["unverified"] as const) : []),
  ];
}

function hitsIn(runs: readonly RunRecord[]): Readonly<Record<string, number>> {
  return sumCounts(runs.filter(({ job }) => job === "window").map(({ suppressed }) => suppressed));
}
