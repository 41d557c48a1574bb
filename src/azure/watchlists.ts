import type { WatchlistItem as StoredItem } from "@azure/arm-securityinsight";
import { CallError } from "../hunt/base/call-error.ts";
import { namedCells } from "../hunt/base/named-cells.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { WatchlistItem, WatchlistRow, Watchlists } from "../hunt/ignore/watchlists.ts";
import type { AzureAccess } from "./access.ts";
import { callError, isRest } from "./call-error.ts";
import { watchlistRemedy } from "./remedies.ts";
import { isAbsent, type SentinelClient, sentinelClients } from "./sentinel-client.ts";

/** Sentinel watchlists, read only. */
export function watchlists(access: AzureAccess, sleep: (ms: number) => Promise<void>): Watchlists {
  const { clientFor, call } = sentinelClients(access, sleep);
  return {
    items(workspace, alias) {
      const what = `read of watchlist ${alias} in ${workspace.name}`;
      const client = clientFor(workspace);
      return call(what, watchlistRemedy, async () => {
        try {
          return await readItems(client, workspace, alias);
        } catch (error) {
          if (!isRest(error) || error.statusCode !== 404) throw error;
          const names = { ids: [`watchlists/${alias}`], nouns: /watchlist/i };
          throw (await isAbsent(error, names, client, workspace))
            ? error
            : unreachable(callError(what, error, watchlistRemedy));
        }
      });
    },
  };
}

/**
 * Something above the watchlist is missing. The list itself may well exist, so it is not reported
 * as gone.
 */
function unreachable({ message, remedy, cause }: CallError): CallError {
  return new CallError(message, remedy, undefined, cause);
}

async function readItems(
  client: SentinelClient,
  workspace: Workspace,
  alias: string,
): Promise<WatchlistItem[]> {
  const found: WatchlistItem[] = [];
  const items = client.watchlistItems.list(workspace.resourceGroup, workspace.name, alias);
  for await (const item of items) if (item.isDeleted !== true) found.push(toItem(item));
  return found;
}

function toItem(item: StoredItem): WatchlistItem {
  const { createdBy, updatedBy } = item;
  return {
    row: toRow(item),
    createdBy: createdBy?.objectId ?? "",
    changedBy: updatedBy?.objectId ?? "",
  };
}

/** Column names in lower case: whoever uploads a table chooses the case. */
function toRow({ itemsKeyValue = {} }: StoredItem): WatchlistRow {
  return namedCells(
    Object.entries(itemsKeyValue).map(([name, value]) => [name, String(value ?? "").trim()]),
  );
}
