import { LogsIngestionClient } from "@azure/monitor-ingestion";
import { CallError } from "../hunt/base/call-error.ts";
import { iso } from "../hunt/base/window.ts";
import type { FindingsIngestion, Workspace } from "../hunt/base/workspace.ts";
import { FINDINGS_STREAM } from "../hunt/delivery/findings-table/columns.ts";
import type { FindingsTable } from "../hunt/delivery/findings-table/with-rows.ts";
import type { RowWrite } from "../hunt/delivery/write.ts";
import { type AzureAccess, clientOptions } from "./access.ts";
import { callError } from "./call-error.ts";
import { endInTime } from "./deadline.ts";
import { patiently } from "./patience.ts";
import { withoutSentValues } from "./refusal.ts";
import { rowRemedy } from "./remedies.ts";

/** A call that takes longer than this has failed. */
const DEADLINE_MS = 60_000;

/**
 * The tables of findings, through the Logs Ingestion API: one row a call, so that what Azure says
 * is about that row alone. A row is far below the API's limit of 1 MB (its texts are cut before).
 * The time of writing is the row's TimeGenerated, since Azure replaces an older one.
 */
export function findingsTable(
  access: AzureAccess,
  { sleep, clock }: { sleep: (ms: number) => Promise<void>; clock: () => number },
): FindingsTable {
  const clients = new Map<string, LogsIngestionClient>();
  const clientAt = ({ endpoint }: FindingsIngestion) => {
    const client = clients.get(endpoint) ?? openClient(endpoint, access);
    clients.set(endpoint, client);
    return client;
  };
  return {
    async add(workspace, row) {
      const place = findIngestion(workspace, access);
      const log = { ...row.values, TimeGenerated: iso(clock()) };
      const what = `write of row ${row.id}`;
      try {
        await patiently(() => upload(clientAt(place), place.ruleId, log), sleep);
      } catch (error) {
        throw withoutSentValues(callError(what, error, rowRemedy), row);
      }
    },
  };
}

function findIngestion(
  { name, findings }: Workspace,
  { cloud }: Pick<AzureAccess, "cloud">,
): FindingsIngestion {
  if (!findings)
    throw new CallError(
      `workspace ${name} has no table of findings`,
      "give it findingsEndpoint and findingsRuleId in WORKSPACES (docs/incidents.md)",
    );
  if (!new URL(findings.endpoint).hostname.endsWith(`.${cloud.ingestion}`))
    throw new CallError(
      `findingsEndpoint of workspace ${name} is not an address of this cloud`,
      `give the rule's own address for logs, which ends in ${cloud.ingestion}, or correct ` +
        "AZURE_CLOUD",
    );
  return findings;
}

function openClient(endpoint: string, access: AzureAccess): LogsIngestionClient {
  const { credential, cloud, stopped } = access;
  const limit = endInTime(DEADLINE_MS, stopped ? { stopped } : {});
  return new LogsIngestionClient(endpoint, credential, {
    audience: cloud.ingestionAudience,
    retryOptions: { maxRetries: 0 },
    ...clientOptions(access, limit),
  });
}

/** @throws the error of the call itself, not the client's summary of several */
async function upload(
  client: LogsIngestionClient,
  ruleId: string,
  log: RowWrite["values"],
): Promise<void> {
  try {
    await client.upload(ruleId, FINDINGS_STREAM, [{ ...log }]);
  } catch (error) {
    const [first] = (error as { errors?: readonly { cause: Error }[] }).errors ?? [];
    throw first?.cause ?? error;
  }
}
