import { SecurityInsights } from "@azure/arm-securityinsight";
import type { Workspace } from "../hunt/rule.ts";
import { callError } from "./call-error.ts";
import type { AzureAccess } from "./logs.ts";
import { patiently } from "./patience.ts";

/** A call that takes longer than this has failed. */
const DEADLINE_MS = 60_000;

/** The SDK's client for a workspace's subscription, and the way its calls are made. */
export interface SentinelClients {
  clientFor(workspace: Workspace): SecurityInsights;
  /** Repeats what Azure asks to repeat. @throws CallError with `what` in it */
  call<T>(what: string, run: () => Promise<T>): Promise<T>;
}

/**
 * The Sentinel ARM API (2022-09-01-preview: bookmarks have entity mappings only there). The SDK's own retries are off: it
 * would repeat a PUT blindly, over an analyst's edit.
 */
export function sentinelClients(access: AzureAccess, sleep: (ms: number) => Promise<void>): SentinelClients {
  const clients = new Map<string, SecurityInsights>();
  return {
    clientFor({ subscriptionId }) {
      const client = clients.get(subscriptionId) ?? newClient(subscriptionId, access);
      clients.set(subscriptionId, client);
      return client;
    },
    async call(what, run) {
      try {
        return await patiently(run, sleep);
      } catch (error) {
        throw callError(what, error);
      }
    },
  };
}

function newClient(subscriptionId: string, { credential, cloud, httpClient }: AzureAccess): SecurityInsights {
  return new SecurityInsights(credential, subscriptionId, {
    endpoint: cloud.arm,
    credentialScopes: cloud.armScope,
    retryOptions: { maxRetries: 0 },
    ...(httpClient ? { httpClient } : {}),
  });
}

/** Ends a call that takes too long. */
export function inTime(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(DEADLINE_MS) };
}
