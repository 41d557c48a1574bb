import { setTimeout as sleep } from "node:timers/promises";
import { accessOf } from "../src/azure/access.ts";
import { watchlists } from "../src/azure/watchlists.ts";
import type { Workspace } from "../src/hunt/base/workspace.ts";
import type { IgnoreList } from "../src/hunt/ignore/ignore.ts";
import { keptWatchlists } from "../src/ignore-lists/kept-watchlists.ts";
import { merged } from "../src/ignore-lists/merged.ts";
import type { Lane } from "../src/settings/lanes.ts";
import type { Settings } from "../src/settings/settings.ts";
import { SLUGS } from "./content.ts";

/** An analyst's change is in force after this, and the next tick. */
const FRESH_MS = 3 * 60_000;

const read = keptWatchlists({ clock: Date.now, freshFor: FRESH_MS });

/**
 * How the entries of a workspace's watchlist are read; undefined where IGNORE_WATCHLIST names none.
 */
export function watchlistReader(
  lane: Lane,
  settings: Settings,
): ((workspace: Workspace) => Promise<IgnoreList>) | undefined {
  const alias = settings.ignoreWatchlist;
  if (alias === undefined) return undefined;
  const client = watchlists(accessOf(lane, settings), sleep);
  return (workspace) => read({ alias, workspace, slugs: SLUGS }, client);
}

/** The entries of the watchlists of a lane's workspaces. */
export async function laneWatchlists(lane: Lane, settings: Settings): Promise<IgnoreList> {
  const reader = watchlistReader(lane, settings);
  return merged(reader ? await Promise.all(lane.workspaces.map(reader)) : []);
}
