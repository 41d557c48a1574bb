import { expiresSoon, hasExpired, type IgnoreEntry } from "./ignore.ts";
import { added, type RunRecord } from "./run-record.ts";

/** What is to be known of an entry before anybody keeps it: how much it hid, and what is to be done about it. */
export interface EntryUse {
  readonly entry: IgnoreEntry;
  /** Events that it hid; one that two overlapping windows saw counts twice. */
  readonly hits: number;
  readonly marks: readonly EntryMark[];
}

export type EntryMark = "not active" | "expired" | "expires soon" | "unused" | "unverified";

/** The use of entries by the records of the windows that were hunted; without records nothing is called unused. */
export function entryUses(entries: readonly IgnoreEntry[], runs: readonly RunRecord[], now: number): EntryUse[] {
  const hits = new Map(Object.entries(hitsIn(runs)));
  return entries.map((entry) => {
    const count = hits.get(entry.id) ?? 0;
    return { entry, hits: count, marks: marksOf(entry, count === 0 && runs.length > 0, now) };
  });
}

function marksOf(entry: IgnoreEntry, unused: boolean, now: number): EntryMark[] {
  if (!entry.active) return ["not active"];
  if (hasExpired(entry, now)) return ["expired"];
  return [
    ...(expiresSoon(entry, now) ? (["expires soon"] as const) : []),
    ...(unused ? (["unused"] as const) : []),
    ...(entry.unverified ? (["unverified"] as const) : []),
  ];
}

function hitsIn(runs: readonly RunRecord[]): Readonly<Record<string, number>> {
  return runs.filter(({ job }) => job === "window").reduce((sums, { suppressed }) => added(sums, suppressed), {});
}
