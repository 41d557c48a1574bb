import { CallError, codeField } from "../hunt/base/call-error.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { DAY } from "../hunt/base/window.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import type { WatchlistItem, Watchlists } from "../hunt/ignore/watchlists.ts";
import { fromWatchlist, type WatchlistSource } from "./watchlist.ts";

/**
 * The age from which a copy no longer hides anything, ms: it is not known what has been removed
 * from the list since then.
 */
const LONGEST = DAY;

interface Copy {
  readonly at: number;
  readonly items: readonly WatchlistItem[];
}

export interface KeptOptions {
  /** What time it is, ms. */
  readonly clock: () => number;
  /** For how long a copy is used without reading the list again, ms. */
  readonly freshFor: number;
}

export type ReadWatchlist = (
  source: WatchlistSource,
  watchlists: Watchlists,
) => Promise<IgnoreList>;

/**
 * Reads watchlists, and keeps a copy of each for a while. If one cannot be read, its last copy is
 * used, and its age reported; one that is gone, or was never read, hides nothing.
 */
export function keptWatchlists({ clock, freshFor }: KeptOptions): ReadWatchlist {
  const copies = new Map<string, Copy>();
  return async (source, watchlists) => {
    const { alias, workspace } = source;
    const key = `${workspace.id} ${alias}`;
    const kept = copies.get(key);
    if (kept && clock() < kept.at + freshFor) return fromWatchlist(kept.items, source);
    try {
      const items = await watchlists.items(workspace, alias);
      copies.set(key, { at: clock(), items });
      return fromWatchlist(items, source);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.status === 404) copies.delete(key);
      return unread(error, source, copies.get(key), clock());
    }
  };
}

function unread(
  error: CallError,
  source: WatchlistSource,
  kept: Copy | undefined,
  now: number,
): IgnoreList {
  const { message, remedy, status } = error;
  const where = `watchlist ${source.alias} in ${source.workspace.name}`;
  const problem = (text: string): Problem => ({
    ...codeField(error),
    where,
    message: text,
    remedy,
  });
  if (status === 404) {
    const create = "create it (docs/ignore-lists.md has the columns), or remove IGNORE_WATCHLIST";
    return {
      entries: [],
      problems: [{ where, message: "is not there, so it hides nothing", remedy: create }],
    };
  }
  if (!kept || now >= kept.at + LONGEST)
    return { entries: [], problems: [problem(`${message}; it hides nothing until it is read`)] };
  const { entries, problems } = fromWatchlist(kept.items, source);
  const age = Math.max(1, Math.round((now - kept.at) / 60_000));
  const used = `${message}; the copy of ${age} minute${age === 1 ? "" : "s"} ago is used`;
  return { entries, problems: [...problems, problem(used)] };
}
