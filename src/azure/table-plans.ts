import { setTimeout as sleep } from "node:timers/promises";
import { RestError } from "@azure/core-rest-pipeline";
import type { TablePlans } from "../hunt/ports.ts";
import { armCalls } from "./arm-calls.ts";
import { callError } from "./call-error.ts";
import type { AzureAccess } from "./logs.ts";

/** Source: Microsoft.OperationalInsights/workspaces/tables. The plan Auxiliary is named from this version on. */
const API_VERSION = "2025-07-01";

/** The plans of a workspace's tables, by the ARM API of Log Analytics: no client of it is needed for one GET. */
export function tablePlans(access: AzureAccess): TablePlans {
  const arm = armCalls(access, sleep);
  return {
    async plan(workspace, table) {
      const answer = await arm.send(workspace, { method: "GET", path: `/tables/${encodeURIComponent(table)}`, version: API_VERSION });
      if (answer.status === 404) return undefined;
      if (answer.status === 200) return planIn(answer.body);
      const { status, code, message } = answer;
      throw callError(`plan of table ${table}`, new RestError(message || `status ${status}`, { statusCode: status, code }));
    },
  };
}

function planIn(body: unknown): string {
  const { plan } = ((body as { properties?: unknown } | undefined)?.properties ?? {}) as { plan?: unknown };
  return typeof plan === "string" ? plan : "";
}
