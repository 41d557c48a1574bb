import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
  RestError,
} from "@azure/core-rest-pipeline";
import { jsonOf } from "../content/json-text.ts";
import { callError } from "./call-error.ts";
import type { AzureAccess } from "./logs.ts";
import type { Remedy } from "./remedies.ts";
import { inTime } from "./sentinel-client.ts";

/** Source: Microsoft.OperationalInsights/workspaces and its tables. A table's plan Auxiliary is named from this version on. */
const API_VERSION = "2025-07-01";

/** The `properties` of a resource of Log Analytics. @throws CallError with `what` in it; its status is 404 where there is none */
export type ArmRead = (what: string, path: string, remedy?: Remedy) => Promise<Readonly<Record<string, unknown>>>;

/** Reads by the ARM API of Log Analytics: no client of it is needed for a GET. */
export function armReads({ credential, cloud, httpClient = createDefaultHttpClient(), stopped }: AzureAccess): ArmRead {
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 2 } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: cloud.armScope }));
  return async (what, path, remedy) => {
    const abortSignal = AbortSignal.any([inTime().abortSignal, ...(stopped ? [stopped] : [])]);
    const request = createPipelineRequest({ url: `${cloud.arm}${path}?api-version=${API_VERSION}`, method: "GET", abortSignal });
    try {
      const { status, bodyAsText } = await pipeline.sendRequest(httpClient, request);
      if (status !== 200) throw refusal(status, bodyAsText);
      return objectIn(objectIn(jsonOf(bodyAsText ?? ""))["properties"]);
    } catch (error) {
      throw callError(what, error, remedy);
    }
  };
}

function refusal(statusCode: number, body: string | null | undefined): RestError {
  const { code, message } = objectIn(objectIn(jsonOf(body ?? ""))["error"]) as { code?: string; message?: string };
  return new RestError(message ?? `status ${statusCode}`, { statusCode, ...(code ? { code } : {}) });
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
