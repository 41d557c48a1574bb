import { CLOUDS } from "../src/azure/clouds.ts";
import { azureCredential } from "../src/azure/credential.ts";
import { openTable, tableRows } from "../src/azure/table-rows.ts";
import { tablesStore } from "../src/coverage/tables.ts";
import { CallError, type CoverageStore } from "../src/hunt/ports.ts";
import type { Environment, Settings } from "../src/settings/settings.ts";

const TABLE = "hunts";
let opened: Promise<CoverageStore> | undefined;

/** The ledger in the function app's own storage account; opened once. @throws CallError where there is none */
export function openState(environment: Environment, settings: Settings): Promise<CoverageStore> {
  opened ??= open(environment, settings).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(environment: Environment, { cloud }: Settings): Promise<CoverageStore> {
  const connection = environment["AzureWebJobsStorage"];
  if (connection) return tablesStore(tableRows(await openTable(TABLE, { connection: localConnection(connection) })));
  const account = environment["AzureWebJobsStorage__accountName"];
  const url =
    environment["AzureWebJobsStorage__tableServiceUri"] ?? (account ? `https://${account}.table.${CLOUDS[cloud].storage}` : undefined);
  if (!url?.startsWith("https://"))
    throw new CallError("the app has no storage account for its state", "set AzureWebJobsStorage__accountName");
  const clientId = environment["AzureWebJobsStorage__clientId"];
  return tablesStore(
    tableRows(
      await openTable(TABLE, { url, credential: azureCredential(CLOUDS[cloud], { clientId: undefined, tenantId: undefined }, clientId) }),
    ),
  );
}

/** Keys are for Azurite on this machine; in Azure the identity is used. */
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
