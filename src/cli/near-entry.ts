import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { nearest } from "../settings/nearest.ts";

/**
 * The id of an entry that was likely meant: the same in a watchlist, or one that differs in few
 * letters.
 */
export function nearEntry(id: string, entries: readonly IgnoreEntry[]): string | undefined {
  const ids = entries.map((entry) => entry.id);
  return ids.find((one) => one.startsWith(`${id}@`)) ?? nearest(id, ids);
}
