import { CLOUDS } from "../azure/clouds.ts";
import { azureCredential } from "../azure/credential.ts";
import { openTable, tableRows } from "../azure/table-rows.ts";
import { unquote } from "../content/unquote.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import type { Environment, Settings } from "../settings/settings.ts";
import { tablesStore } from "../stores/tables.ts";

const TABLE = "hunts";
/** The ledger in the function app's own storage account. @throws CallError if there is none */
export async function openLedger(
  environment: Environment,
  { cloud }: Pick<Settings, "cloud">,
): Promise<CoverageStore> {
  const setting = (name: string) => unquote(environment[name] ?? "");
  const [connection, uri, account] = ["", "__tableServiceUri", "__accountName"].map((part) =>
    setting(`AzureWebJobsStorage${part}`),
  );
  // Settings for an identity take precedence: the platform injects a connection string into some
  // apps (azure-functions-host#11796).
  if (connection && !uri && !account)
    return tablesStore(
      tableRows(await openTable(TABLE, { connection: localConnection(connection) })),
    );
  const url = tablesUrl(uri ?? "", account ?? "", cloud);
  const clientId = setting("AzureWebJobsStorage__clientId") || undefined;
  const credential = azureCredential(
    CLOUDS[cloud],
    { clientId: undefined, tenantId: undefined },
    clientId,
  );
  return tablesStore(tableRows(await openTable(TABLE, { url, credential })));
}

/** The account's address in its cloud. No other address is accepted: it could receive the token. */
function tablesUrl(uri: string, account: string, cloud: Settings["cloud"]): string {
  const { storage } = CLOUDS[cloud];
  if (uri) {
    const [host] = /^https:\/\/([^/:@?#]+)\/?$/.exec(uri)?.slice(1) ?? [];
    if (host && /^[a-z0-9]{3,24}\.table\./.test(host) && host.endsWith(`.table.${storage}`))
      return uri;
    throw new CallError(
      `AzureWebJobsStorage__tableServiceUri is not a table address of ${cloud}`,
      `write https://<account>.table.${storage}/, or set AzureWebJobsStorage__accountName`,
    );
  }
  if (!account)
    throw new CallError(
      "the app has no storage account for its state",
      "set AzureWebJobsStorage__accountName",
    );
  if (!/^[a-z0-9]{3,24}$/.test(account))
    throw new CallError(
      "AzureWebJobsStorage__accountName is not the name of a storage account",
      "write 3 to 24 lowercase letters and digits",
    );
  return `https://${account}.table.${storage}`;
}

/** Keys are only for Azurite on this machine; in Azure, the identity is used. */
function localConnection(connection: string): string {
  if (connection === "UseDevelopmentStorage=true") return connection;
  const endpoint = /TableEndpoint=http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\//.test(connection);
  if (!endpoint)
    throw new CallError(
      "AzureWebJobsStorage holds a connection string of a storage account",
      "use an identity: AzureWebJobsStorage__accountName",
    );
  return connection;
}
