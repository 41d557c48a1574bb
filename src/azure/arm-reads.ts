import { setTimeout as sleep } from "node:timers/promises";
import { RestError } from "@azure/core-rest-pipeline";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { AzureAccess } from "./access.ts";
import { armSend } from "./arm-calls.ts";
import { callError } from "./call-error.ts";
import type { Remedy } from "./remedies.ts";

/**
 * Source: Microsoft.OperationalInsights/workspaces and its tables. From this version on, the plan
 * Auxiliary of a table is named.
 */
const API_VERSION = "2025-07-01";

/**
 * Reads the `properties` of a resource of Log Analytics.
 * @throws CallError with `what` in it; its status is 404 if the resource does not exist
 */
export type ArmRead = (
  what: string,
  workspace: Workspace,
  path: string,
  remedy?: Remedy,
) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Reads through the ARM API of Log Analytics, at a path below a workspace; a GET needs no client of
 * that API.
 */
export function armReads(access: AzureAccess): ArmRead {
  const send = armSend(access, sleep);
  return async (what, workspace, path, remedy) => {
    try {
      const { status, code, message, body } = await send(workspace, {
        method: "GET",
        path,
        version: API_VERSION,
      });
      if (status === 200) return objectIn(objectIn(body)["properties"]);
      throw new RestError(message || `status ${status}`, {
        statusCode: status,
        ...(code ? { code } : {}),
      });
    } catch (error) {
      throw callError(what, error, remedy);
    }
  };
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
