import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient, PipelinePolicy } from "@azure/core-rest-pipeline";
import { CLOUDS, type Cloud } from "./clouds.ts";
import { azureCredential, type Identity } from "./credential.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "./loopback.ts";

/** What carries requests: the network, or its replacement. */
export type Transport = HttpClient;

/** How an identity reaches Azure, or the emulator in its place; every client is made from this. */
export interface AzureAccess {
  readonly credential: TokenCredential;
  readonly cloud: Cloud;
  /** The emulator, instead of the network. */
  readonly httpClient?: Transport;
  /** Every call of every client passes through these in order, once for all its repetitions. */
  readonly policies?: readonly PipelinePolicy[];
  /** How much time is left for queries, ms; default: no limit. */
  readonly timeLeft?: () => number;
  /** Ends calls that are under way. */
  readonly stopped?: AbortSignal;
  /** How many bytes of a query's answer are read at most, unpacked; default MOST_BYTES. */
  readonly mostBytes?: number;
}

export interface AccessSettings {
  readonly cloud: keyof typeof CLOUDS;
  /** Client id of the app's own identity. */
  readonly clientId: string | undefined;
  /** A loopback address to use instead of Azure. */
  readonly emulator: string | undefined;
}

export function identityAccess(
  identity: Identity,
  { cloud: name, clientId, emulator }: AccessSettings,
): AzureAccess {
  const cloud = CLOUDS[name];
  if (emulator)
    return { credential: LOCAL_CREDENTIAL, cloud, httpClient: loopbackTransport(emulator) };
  return { credential: azureCredential(cloud, identity, clientId), cloud };
}

/** Access to the replacement of Azure in this process, which accepts any token. */
export function accessThrough(httpClient: Transport): AzureAccess {
  return { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient };
}

/** Options for an SDK's client, besides its own; the policies in `own` come last. */
export function clientOptions(
  { httpClient, policies = [] }: Pick<AzureAccess, "httpClient" | "policies">,
  ...own: readonly PipelinePolicy[]
) {
  const additionalPolicies = [...policies, ...own].map((policy) => ({
    policy,
    position: "perCall" as const,
  }));
  return { additionalPolicies, ...(httpClient ? { httpClient } : {}) };
}
