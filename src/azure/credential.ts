import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential } from "@azure/identity";
import type { Cloud } from "./clouds.ts";

/** Managed identity in Azure, `az login` on a laptop. */
export function azureCredential(cloud: Cloud, clientId: string | undefined): TokenCredential {
  return new DefaultAzureCredential({
    authorityHost: cloud.authority,
    ...(clientId ? { managedIdentityClientId: clientId } : {}),
  });
}
