import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  RestError,
} from "@azure/core-rest-pipeline";
import type { TablePlans } from "../hunt/ports.ts";
import { callError } from "./call-error.ts";
import type { AzureAccess } from "./logs.ts";
import { workspaceArmId } from "./sentinel.ts";
import { inTime } from "./sentinel-client.ts";

/** Source: Microsoft.OperationalInsights/workspaces/tables. The plan Auxiliary is named from this version on. */
const API_VERSION = "2025-07-01";

/** The plans of a workspace's tables, by the ARM API of Log Analytics: no client of it is needed for one GET. */
export function tablePlans({ credential, cloud, httpClient = createDefaultHttpClient() }: AzureAccess): TablePlans {
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 2 } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: cloud.armScope }));
  return {
    async plan(workspace, table) {
      const path = `${workspaceArmId(workspace)}/tables/${encodeURIComponent(table)}`;
      const request = createPipelineRequest({
        url: `${cloud.arm}${path}?api-version=${API_VERSION}`,
        method: "GET",
        ...inTime(),
      });
      try {
        const response = await pipeline.sendRequest(httpClient, request);
        if (response.status === 404) return undefined;
        if (response.status !== 200) throw refusal(response.status, response.bodyAsText);
        return planIn(response.bodyAsText);
      } catch (error) {
        throw callError(`plan of table ${table}`, error);
      }
    },
  };
}

function refusal(statusCode: number, body: string | null | undefined): RestError {
  const { code, message } = (parsed(body)?.["error"] ?? {}) as { code?: string; message?: string };
  return new RestError(message ?? `status ${statusCode}`, { statusCode, ...(code ? { code } : {}) });
}

function planIn(body: string | null | undefined): string {
  const { plan } = (parsed(body)?.["properties"] ?? {}) as { plan?: unknown };
  return typeof plan === "string" ? plan : "";
}

function parsed(body: string | null | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? "");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
