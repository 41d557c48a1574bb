import { createDeliveryTables, type DeliveryTables } from "../emulator/delivery-tables.ts";
import type { DataCollectionRule } from "../emulator/ingestion-api.ts";
import { type RuleHost, runAlertRules } from "../emulator/run-alert-rules.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type { FindingsIngestion, Workspace } from "../hunt/base/workspace.ts";
import type { ArmCalls } from "../hunt/delivery/arm-call.ts";
import { alertRule } from "../hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../hunt/delivery/findings-table/alert-rule-body.ts";
import {
  FINDINGS_COLUMNS,
  FINDINGS_STREAM,
  FINDINGS_TABLE,
} from "../hunt/delivery/findings-table/columns.ts";
import type { Rule } from "../hunt/findings/rule.ts";

const REGION = "westeurope";
const EVERY = 5 * 60_000;

/** Where the rows of local data go, if the settings do not say. */
export const LOCAL_FINDINGS: FindingsIngestion = {
  endpoint: `https://local-findings.${REGION}-1.ingest.monitor.azure.com`,
  ruleId: `dcr-${"0".repeat(32)}`,
};

/** The table of findings of local data, and what fills it; both begin empty. */
export interface LocalFindings {
  readonly tables: DeliveryTables;
  readonly collectionRule: DataCollectionRule;
}

/** `clock` is the emulator's, ms. */
export function localFindings(
  { findings = LOCAL_FINDINGS }: Pick<Workspace, "findings">,
  clock: () => number,
): LocalFindings {
  const tables = createDeliveryTables(FINDINGS_TABLE, FINDINGS_COLUMNS, clock);
  const streams = new Map([[FINDINGS_STREAM, tables.custom]]);
  return {
    tables,
    collectionRule: { immutableId: findings.ruleId, region: REGION, streams },
  };
}

/** What the analytics rules made. */
export interface RaisedAlerts {
  readonly alerts: number;
  readonly incidents: number;
}

/**
 * Deploys the hunts' analytics rules to the emulator, and runs them once, after the time of its
 * clock: they make alerts and incidents of the rows that the hunts wrote.
 * @throws CallError if the emulator refuses a rule
 */
export async function raiseAlerts(
  rules: readonly Rule[],
  { arm, workspace, now }: { arm: ArmCalls; workspace: Workspace; now: number },
  host: RuleHost,
): Promise<RaisedAlerts> {
  const path = "/providers/Microsoft.SecurityInsights/";
  for (const rule of rules.map(alertRule)) {
    const { status, message } = await arm.send(workspace, {
      method: "PUT",
      path: `${path}alertRules/${rule.name}`,
      version: "2025-09-01",
      body: alertRuleBody(rule),
    });
    if (status >= 300)
      throw new CallError(`analytics rule ${rule.displayName}: ${status}: ${message}`, "report it");
  }
  const incidents = () => host.resources.count(`${host.workspace.armId}${path}Incidents`);
  const before = incidents();
  const nominal = Math.ceil(now / EVERY) * EVERY;
  const alerts = runAlertRules(host, [{ nominal }]).reduce(
    (sum, outcome) => sum + outcome.alerts.length,
    0,
  );
  return { alerts, incidents: incidents() - before };
}
