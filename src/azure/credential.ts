import type { TokenCredential } from "@azure/core-auth";
import {
  ClientAssertionCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import type { Cloud } from "./clouds.ts";

export interface Identity {
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/**
 * The managed identity in a function app, where nothing else may replace it; `az login` on a
 * laptop. With a tenant: the multitenant app registration `clientId`, which is in the same tenant
 * as the app's `own` managed identity and trusts it (federated credential), so that no secret is
 * kept.
 */
export function azureCredential(
  { authority, exchange }: Cloud,
  { clientId, tenantId }: Identity,
  own: string | undefined,
): TokenCredential {
  if (tenantId && clientId) {
    const identity = new ManagedIdentityCredential(own ? { clientId: own } : {});
    return new ClientAssertionCredential(
      tenantId,
      clientId,
      async () => (await identity.getToken(`${exchange}/.default`)).token,
      {
        authorityHost: authority,
      },
    );
  }
  const chosen = clientId ?? own;
  if (inFunctionApp()) return new ManagedIdentityCredential(chosen ? { clientId: chosen } : {});
  return new DefaultAzureCredential({
    authorityHost: authority,
    ...(chosen ? { managedIdentityClientId: chosen } : {}),
  });
}

/**
 * App Service sets these for an app with a managed identity. Source: "How to use managed identities
 * for App Service", REST endpoint reference.
 */
function inFunctionApp(): boolean {
  return Boolean(process.env["IDENTITY_ENDPOINT"] && process.env["IDENTITY_HEADER"]);
}
