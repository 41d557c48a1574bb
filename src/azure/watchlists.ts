import type { WatchlistItem } from "@azure/arm-securityinsight";
import type { WatchlistRow, Watchlists } from "../hunt/ports.ts";
import type { AzureAccess } from "./logs.ts";
import { inTime, sentinelClients } from "./sentinel-client.ts";

/** Sentinel watchlists, read only. */
export function watchlists(access: AzureAccess, sleep: (ms: number) => Promise<void>): Watchlists {
  const { clientFor, call } = sentinelClients(access, sleep);
  return {
    rows: (workspace, alias) =>
      call(`read of watchlist ${alias} in ${workspace.name}`, async () => {
        const rows: WatchlistRow[] = [];
        const items = clientFor(workspace).watchlistItems.list(workspace.resourceGroup, workspace.name, alias, inTime());
        for await (const item of items) if (item.isDeleted !== true) rows.push(rowOf(item));
        return rows;
      }),
  };
}

/** Column names in small letters: whoever uploads a table writes them as they like. */
function rowOf({ itemsKeyValue = {} }: WatchlistItem): WatchlistRow {
  return Object.fromEntries(Object.entries(itemsKeyValue).map(([name, value]) => [name.trim().toLowerCase(), String(value ?? "").trim()]));
}
