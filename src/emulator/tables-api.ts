import type { ColumnSchema, Engine } from "../kql/index.ts";
import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

/** A custom table, and its own columns, without the standard ones. */
export interface CustomTable {
  readonly name: string;
  readonly columns: readonly ColumnSchema[];
}

/** What the ARM API knows about a workspace's tables. */
export interface DescribedTables {
  readonly engine: Engine;
  /** The plans of tables whose plan is not Analytics. */
  readonly plans?: Readonly<Record<string, string>>;
  readonly customTables?: readonly CustomTable[];
}

const PATH =
  /^(\/subscriptions\/.+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+)\/tables\/([^/]+)$/i;

/**
 * `GET .../workspaces/{name}/tables/{table}`: the name and plan of a table, and the columns of a
 * custom one. Undefined if the path is not of this API. Source: Microsoft.OperationalInsights/workspaces/tables, 2025-07-01.
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
      properties: { plan, schema: schemaOf(table, workspace.customTables ?? []) },
    });
  };
}

function schemaOf(table: string, customTables: readonly CustomTable[]): object {
  const custom = customTables.find(({ name }) => name === table);
  if (!custom) return { name: table };
  return {
    name: table,
    columns: custom.columns.map(({ name, type }) => ({ name, type: ARM_TYPES[type] ?? type })),
    tableType: "CustomLog",
    tableSubType: "DataCollectionRuleBased",
  };
}

/** The types that the ARM API spells differently from KQL. */
const ARM_TYPES: Partial<Readonly<Record<string, string>>> = {
  datetime: "dateTime",
  bool: "boolean",
};

function hasTable({ bind }: Engine, table: string): boolean {
  if (!/^\w+$/.test(table)) return false;
  return !bind(`${table} | take 0`).diagnostics.some(({ severity }) => severity === "error");
}
