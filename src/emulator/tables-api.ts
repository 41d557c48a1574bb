import type { Engine } from "../kql/engine.ts";
import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

/** A workspace's tables as its ARM API shows them. */
export interface DescribedTables {
  readonly engine: Engine;
  /** Plans other than Analytics, by table. */
  readonly plans?: Readonly<Record<string, string>>;
}

const PATH =
  /^(\/subscriptions\/.+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+)\/tables\/([^/]+)$/i;

/**
 * `GET .../workspaces/{name}/tables/{table}`: name and plan of a table that the workspace has.
 * Undefined where the path is none of this API's. Source:
 * Microsoft.OperationalInsights/workspaces/tables, 2025-07-01.
 */
export function tablesApi(workspaces: ReadonlyMap<string, DescribedTables>) {
  return ({ method, url }: EmulatorRequest): EmulatorResponse | undefined => {
    const [, armId = "", name = ""] = PATH.exec(url.pathname) ?? [];
    if (name === "") return undefined;
    const workspace = workspaces.get(armId.toLowerCase());
    if (!workspace)
      return failure(404, "ResourceNotFound", `The Resource '${armId}' was not found.`);
    if (method !== "GET")
      return failure(405, "MethodNotAllowed", "This table API is read only here");
    const table = decodeURIComponent(name);
    const plan =
      workspace.plans?.[table] ?? (hasTable(workspace.engine, table) ? "Analytics" : undefined);
    if (plan === undefined)
      return failure(404, "ResourceNotFound", `Table ${table} was not found in the workspace.`);
    return json(200, {
      id: url.pathname,
      name: table,
      properties: { plan, schema: { name: table } },
    });
  };
}

function hasTable({ bind }: Engine, table: string): boolean {
  if (!/^\w+$/.test(table)) return false;
  return !bind(`${table} | take 0`).diagnostics.some(({ severity }) => severity === "error");
}
