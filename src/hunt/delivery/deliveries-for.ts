import type { Workspace } from "../base/workspace.ts";
import type { Finding } from "../findings/finding.ts";
import type { Deliveries, DeliveryContext } from "./delivery.ts";
import { findingRow } from "./kinds/finding-row.ts";
import { incidentByRule } from "./kinds/incident-by-rule.ts";
import { DELIVERIES } from "./kinds/index.ts";

/** Who makes incidents: an analytics rule of each hunt, or the app through the API. */
export const INCIDENTS_BY = ["rule", "api"] as const;

/** Which findings are rows of the table of findings: those that become incidents, or all. */
export const TABLE_HOLDS = ["incidents", "all"] as const;

export interface DeliverySettings {
  readonly incidentsBy: (typeof INCIDENTS_BY)[number];
  readonly findingsTable: (typeof TABLE_HOLDS)[number];
}

/** Whether analytics rules make a workspace's incidents: only if it has a table of findings. */
export function isByRule(
  { findings }: Pick<Workspace, "findings">,
  { incidentsBy }: Pick<DeliverySettings, "incidentsBy">,
): boolean {
  return incidentsBy === "rule" && findings !== undefined;
}

/** How a workspace's findings are delivered. One without a table of findings has incidents by API. */
export function deliveriesFor(
  workspace: Pick<Workspace, "findings">,
  settings: DeliverySettings,
): Deliveries {
  if (!workspace.findings) return DELIVERIES;
  const own = new Map(DELIVERIES);
  if (isByRule(workspace, settings)) own.set(incidentByRule.name, incidentByRule);
  if (settings.findingsTable === "incidents") return own;
  return new Map(
    [...own].map(([name, delivery]) => [
      name,
      delivery.writes === "rows" ? delivery : { ...delivery, row: quietRow },
    ]),
  );
}

const quietRow = (finding: Finding, context: DeliveryContext) =>
  findingRow(finding, false, context);
