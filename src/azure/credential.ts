import type { TokenCredential } from "@azure/core-auth";
import { ClientAssertionCredential, DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";
import type { Cloud } from "./clouds.ts";

export interface Identity {
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/**
 * Managed identity in Azure, `az login` on a laptop. With a tenant: the multitenant app registration `clientId`,
 * which is registered beside the app's `own` managed identity and trusts it (federated credential), so that no secret is kept.
 */
export function azureCredential(
  { authority, exchange }: Cloud,
  { clientId, tenantId }: Identity,
  own: string | undefined,
): TokenCredential {
  if (tenantId && clientId) {
    const identity = new ManagedIdentityCredential(own ? { clientId: own } : {});
    return new ClientAssertionCredential(tenantId, clientId, async () => (await identity.getToken(`${exchange}/.default`)).token, {
      authorityHost: authority,
    });
  }
  return new DefaultAzureCredential({
    authorityHost: authority,
    ...((clientId ?? own) ? { managedIdentityClientId: clientId ?? own } : {}),
  });
}
