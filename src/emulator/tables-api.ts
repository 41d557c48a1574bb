import type { Engine } from "../kql/engine.ts";
import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

/** What the ARM API knows about a workspace's tables. */
export interface DescribedTables {
  readonly engine: Engine;
  /** The plans of tables whose plan is not Analytics. */
  readonly plans?: Readonly<Record<string, string>>;
}

const PATH =
  /^(\/subscriptions\/.+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+)\/tables\/([^/]+)$/i;

/**
 * `GET .../workspaces/{name}/tables/{table}`: the name and plan of a table. Undefined if the path
 * is not of this API. Source: Microsoft.OperationalInsights/workspaces/tables, 2025-07-01.
 */
export function tablesApi(workspaces: ReadonlyMap<string, DescribedTables>) {
  return ({ method, url }: EmulatorRequest): EmulatorResponse | undefined => {
    const [, armId = "", name = ""] = PATH.exec(url.pathname) ?? [];
    if (name === "") return undefined;
    const workspace = workspaces.get(armId.toLowerCase());
    if (!workspace)
      return failure(404, "ResourceNotFound", `The Resource '${armId}' was not found.`);
    if (method !== "GET")
      return failure(405, "MethodNotAllowed", "The table API is read-only in the emulator.");
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
