import type { Workspace } from "../base/workspace.ts";

/** An item of a watchlist: its columns, by name in lower case. */
export type WatchlistRow = Readonly<Record<string, string>>;

/** The watchlists of a workspace. */
export interface Watchlists {
  /** @throws CallError; its status is 404 if there is no such watchlist */
  rows(workspace: Workspace, alias: string): Promise<readonly WatchlistRow[]>;
}
