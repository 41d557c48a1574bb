import { SecurityInsights } from "@azure/arm-securityinsight";
import type { Workspace } from "../hunt/base/workspace.ts";
import { explainAbsence } from "./absence.ts";
import { type AzureAccess, clientOptions } from "./access.ts";
import { readAnswer } from "./answer.ts";
import { callError, isRest } from "./call-error.ts";
import { endInTime } from "./deadline.ts";
import { patiently } from "./patience.ts";
import type { Remedy } from "./remedies.ts";

/** A call that takes longer than this has failed. */
export const ARM_DEADLINE_MS = 60_000;

/**
 * By default, the SDK requests a preview version of 2022, and previews are withdrawn. Incidents,
 * comments, relations and watchlists are in the stable API, and the tests check them against its
 * specification. A bookmark's entity mappings are only in previews, of which this is the newest.
 * The SDK's models are the same for all versions.
 */
export const SENTINEL_VERSIONS = {
  incidents: "2025-09-01",
  bookmarks: "2025-10-01-preview",
} as const;

/** The operations of the SDK that are used, each in the version of the API that has it. */
export type SentinelClient = Pick<
  SecurityInsights,
  "incidents" | "incidentRelations" | "incidentComments" | "watchlistItems" | "bookmarks"
>;

/** The SDK's client for a workspace's subscription, and the way its calls are made. */
export interface SentinelClients {
  clientFor(workspace: Workspace): SentinelClient;
  /** Repeats a call if Azure requests that. @throws CallError with `what` in it */
  call<T>(what: string, remedy: Remedy, run: () => Promise<T>): Promise<T>;
}

/**
 * The Sentinel ARM API. The SDK's own retries are off, because they would repeat a PUT blindly,
 * over an analyst's edit.
 */
export function sentinelClients(
  access: AzureAccess,
  sleep: (ms: number) => Promise<void>,
): SentinelClients {
  const clients = new Map<string, SentinelClient>();
  return {
    clientFor({ subscriptionId }) {
      const client = clients.get(subscriptionId) ?? newClient(subscriptionId, access);
      clients.set(subscriptionId, client);
      return client;
    },
    async call(what, remedy, run) {
      try {
        return await patiently(run, sleep);
      } catch (error) {
        throw callError(what, error, remedy);
      }
    },
  };
}

function newClient(subscriptionId: string, access: AzureAccess): SentinelClient {
  const { credential, cloud, stopped } = access;
  const limit = endInTime(ARM_DEADLINE_MS, stopped ? { stopped } : {});
  const sdk = (apiVersion: string) =>
    new SecurityInsights(credential, subscriptionId, {
      apiVersion,
      endpoint: cloud.arm,
      credentialScopes: cloud.armScope,
      retryOptions: { maxRetries: 0 },
      ...clientOptions(access, limit),
    });
  const { incidents, incidentRelations, incidentComments, watchlistItems } = sdk(
    SENTINEL_VERSIONS.incidents,
  );
  return {
    incidents,
    incidentRelations,
    incidentComments,
    watchlistItems,
    bookmarks: sdk(SENTINEL_VERSIONS.bookmarks).bookmarks,
  };
}

/** Requests any incident: succeeds if the workspace exists, has Sentinel, and may be read. */
export async function reachSentinel(
  { incidents }: SentinelClient,
  { resourceGroup, name }: Workspace,
): Promise<void> {
  await incidents.list(resourceGroup, name, { top: 1 }).byPage().next();
}

/**
 * Whether an error of a read says that the resource does not exist. If a 404 does not say what is
 * missing, an incident of the workspace is requested: if that succeeds, the workspace exists, so
 * the resource is what is missing.
 * @throws the error of that request
 */
export async function isAbsent(
  error: unknown,
  { ids, nouns }: { readonly ids: readonly string[]; readonly nouns: RegExp },
  client: SentinelClient,
  workspace: Workspace,
): Promise<boolean> {
  const absence = isRest(error) ? explainAbsence(readAnswer(error), ids, nouns) : "elsewhere";
  if (absence === "unclear") await reachSentinel(client, workspace);
  return absence !== "elsewhere";
}
