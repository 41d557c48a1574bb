import type { Workspace } from "../hunt/base/workspace.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { mergeLists } from "../ignore-lists/merge-lists.ts";
import type { Settings } from "../settings/settings.ts";
import type { App } from "./application.ts";
import type { OpenLane } from "./open-lane.ts";

/** Reads the entries of a workspace's watchlist; undefined if IGNORE_WATCHLIST names none. */
export function watchlistReader(
  { readWatchlist, facts: { slugs } }: App,
  { clients: { watchlists } }: OpenLane,
  { ignoreWatchlist: alias, ignoreSecondPerson: secondPerson }: Settings,
): ((workspace: Workspace) => Promise<IgnoreList>) | undefined {
  if (alias === undefined) return undefined;
  return (workspace) => readWatchlist({ alias, workspace, slugs, secondPerson }, watchlists);
}

/** The entries of the watchlists of a lane's workspaces. */
export async function laneWatchlists(
  app: App,
  lane: OpenLane,
  settings: Settings,
): Promise<IgnoreList> {
  const reader = watchlistReader(app, lane, settings);
  return mergeLists(reader ? await Promise.all(lane.workspaces.map(reader)) : []);
}
