import type { TokenCredential } from "@azure/core-auth";
import { ClientAssertionCredential, DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";
import type { Cloud } from "./clouds.ts";

export interface Identity {
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/** Audience of a token that an app registration takes in place of a secret. Source: workload identity federation. */
const EXCHANGE = "api://AzureADTokenExchange/.default";

/**
 * Managed identity in Azure, `az login` on a laptop. With a tenant: the app registration `clientId` there, which trusts
 * the managed identity (federated credential), so that no secret is kept.
 */
export function azureCredential({ authority }: Cloud, { clientId, tenantId }: Identity): TokenCredential {
  if (tenantId && clientId) {
    const own = new ManagedIdentityCredential();
    return new ClientAssertionCredential(tenantId, clientId, async () => (await own.getToken(EXCHANGE)).token, {
      authorityHost: authority,
    });
  }
  return new DefaultAzureCredential({ authorityHost: authority, ...(clientId ? { managedIdentityClientId: clientId } : {}) });
}
