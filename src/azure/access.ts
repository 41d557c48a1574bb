import { CLOUDS } from "./clouds.ts";
import { azureCredential, type Identity } from "./credential.ts";
import type { AzureAccess } from "./logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "./loopback.ts";

export interface AccessSettings {
  readonly cloud: keyof typeof CLOUDS;
  /** Client id of the app's own identity. */
  readonly clientId: string | undefined;
  /** A loopback address in place of Azure. */
  readonly emulator: string | undefined;
}

/** How an identity reaches Azure, or the emulator in its place. */
export function accessOf(
  identity: Identity,
  { cloud: name, clientId, emulator }: AccessSettings,
): AzureAccess {
  const cloud = CLOUDS[name];
  if (emulator)
    return { credential: LOCAL_CREDENTIAL, cloud, httpClient: loopbackTransport(emulator) };
  return { credential: azureCredential(cloud, identity, clientId), cloud };
}
