import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { nearest } from "../settings/nearest.ts";

/**
 * The id of the entry that was probably meant: the same id in a watchlist, or one that differs in a
 * few letters.
 */
export function nearEntry(id: string, entries: readonly IgnoreEntry[]): string | undefined {
  const ids = entries.map((entry) => entry.id);
  return ids.find((one) => one.startsWith(`${id}@`)) ?? nearest(id, ids);
}
