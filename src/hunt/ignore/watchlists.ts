import type { Workspace } from "../base/workspace.ts";

/** The columns of a watchlist's item, by name in lower case (src/hunt/base/named-cells.ts). */
export type WatchlistRow = Readonly<Record<string, string>>;

/** An item of a watchlist. */
export interface WatchlistItem {
  readonly row: WatchlistRow;
  /** Who created it, and who changed it last: Entra object ids; "" if Sentinel does not say. */
  readonly createdBy: string;
  readonly changedBy: string;
}

/** The watchlists of a workspace. */
export interface Watchlists {
  /** @throws CallError; its status is 404 if there is no such watchlist */
  items(workspace: Workspace, alias: string): Promise<readonly WatchlistItem[]>;
}
