import { isUnresolved, UNRESOLVED } from "../content/unresolved.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";

const SETTING = "IGNORE_WATCHLIST";

/**
 * Reports an alias that is an unresolved reference: it does not name a watchlist, and none is read.
 */
export function unnamedWatchlist(
  settings: Readonly<Record<string, string | undefined>>,
): IgnoreList {
  if (!isUnresolved(settings[SETTING] ?? "")) return { entries: [], problems: [] };
  const message = `${UNRESOLVED.message}, so no watchlist is read`;
  return { entries: [], problems: [{ where: SETTING, message, remedy: UNRESOLVED.remedy }] };
}
