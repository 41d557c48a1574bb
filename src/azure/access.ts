import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient, PipelinePolicy } from "@azure/core-rest-pipeline";
import { CLOUDS, type Cloud } from "./clouds.ts";
import { azureCredential, type Identity } from "./credential.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "./loopback.ts";

/** What carries requests: the network, or its replacement. */
export type Transport = HttpClient;

/** How an identity reaches Azure, or the emulator in its place: what every client is made of. */
export interface AzureAccess {
  readonly credential: TokenCredential;
  readonly cloud: Cloud;
  /** The emulator, in place of the network. */
  readonly httpClient?: Transport;
  /** What every call of every client passes through, in this order, with all its repetitions. */
  readonly policies?: readonly PipelinePolicy[];
  /** How much time is left for queries, ms; default: as much as they take. */
  readonly timeLeft?: () => number;
  /** Ends calls that are under way. */
  readonly stopped?: AbortSignal;
  /** Bytes of a query's answer at most, unpacked: more are not read; default MOST_BYTES. */
  readonly mostBytes?: number;
}

export interface AccessSettings {
  readonly cloud: keyof typeof CLOUDS;
  /** Client id of the app's own identity. */
  readonly clientId: string | undefined;
  /** A loopback address in place of Azure. */
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

/** The replacement of Azure in this process: it accepts any token. */
export function accessThrough(httpClient: Transport): AzureAccess {
  return { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient };
}

/** What an SDK's client is made with, beside its own options; `own` policies come last. */
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
