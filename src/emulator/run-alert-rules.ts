import { type Engine, KqlError, type Table, ticksFromMs, toText } from "../kql/index.ts";
import type { Alert } from "./alert.ts";
import type { ResultRow } from "./alert-details.ts";
import { addToIncident } from "./alert-incidents.ts";
import { alertResource, alertRow } from "./alert-records.ts";
import type { AuditTables } from "./audit-tables.ts";
import type { DeliveryTables } from "./delivery-tables.ts";
import { guidOf } from "./guid-of.ts";
import { parseIsoDuration } from "./iso-duration.ts";
import { type MadeBy, makeAlerts } from "./make-alerts.ts";
import type { Resources } from "./resources.ts";
import { enabledRules, type ScheduledRule, sentinelRoot } from "./scheduled-rule.ts";
import { ARBITRARY, type Unconfirmed } from "./unconfirmed.ts";

/** Rules run this long after their nominal time, ms. Source: Microsoft, scheduled rules. */
const DELAY = 5 * 60_000;

/** The workspace whose rules run, and where what they make is kept. */
export interface RuleHost {
  readonly workspace: { readonly id: string; readonly armId: string; readonly engine: Engine };
  readonly tables: DeliveryTables;
  readonly resources: Resources;
  readonly audit?: AuditTables | undefined;
  readonly unconfirmed?: Partial<Unconfirmed>;
  /** How long an alert is on its way to SecurityAlert, ms, asked for each; by default 0. */
  readonly alertLag?: () => number;
}

/** A time at which rules are due. To skip a run leave it out; to repeat it give it twice. */
export interface RuleRun {
  /** ms; a rule is due if this is a multiple of its frequency. */
  readonly nominal: number;
  /** When it really runs, ms; by default five minutes later. */
  readonly real?: number;
}

/** What one run of one rule did. */
export interface RuleOutcome {
  readonly rule: string;
  readonly nominal: number;
  readonly real: number;
  /** The SystemAlertIds of its alerts. */
  readonly alerts: readonly string[];
  /** Why its query failed, if it did. */
  readonly failure?: string;
}

/** Runs the due rules of a workspace, in the order of the real times. */
export function runAlertRules(host: RuleHost, runs: readonly RuleRun[]): RuleOutcome[] {
  return runs
    .map(({ nominal, real = nominal + DELAY }) => ({ nominal, real }))
    .sort((a, b) => a.real - b.real || a.nominal - b.nominal)
    .flatMap((run) =>
      enabledRules(host.workspace.armId, host.resources)
        .filter((rule) => isDue(rule, run.nominal) && !isSuppressed(rule, run.real, host))
        .map((rule) => runRule(rule, run, host)),
    );
}

function isDue({ properties }: ScheduledRule, nominal: number): boolean {
  return nominal % (parseIsoDuration(properties.queryFrequency) ?? 1) === 0;
}

function isSuppressed(
  { name, properties }: ScheduledRule,
  real: number,
  { workspace, resources }: RuleHost,
): boolean {
  if (!properties.suppressionEnabled) return false;
  const length = parseIsoDuration(properties.suppressionDuration) ?? 0;
  return resources
    .under(`${sentinelRoot(workspace.armId)}/Entities`)
    .filter((alert) => alert.properties["alertType"] === `${workspace.id}_${name}`)
    .some((alert) => real - Date.parse(String(alert.properties["timeGenerated"])) < length);
}

interface Run {
  readonly nominal: number;
  readonly real: number;
}

function runRule(rule: ScheduledRule, run: Run, host: RuleHost): RuleOutcome {
  const unconfirmed = { ...ARBITRARY, ...host.unconfirmed };
  const outcome = { rule: rule.properties.displayName, ...run };
  const end = unconfirmed.ruleClock === "real" ? run.real : run.nominal;
  const start = end - (parseIsoDuration(rule.properties.queryPeriod) ?? 0);
  const now = unconfirmed.ruleClock === "nominal" ? run.nominal : run.real;
  const rows = host.tables.clock.at(run.real, () => query(rule, { start, end, now }, host));
  if (typeof rows === "string") return { ...outcome, alerts: [], failure: rows };
  if (!isTriggered(rule, rows.length)) return { ...outcome, alerts: [] };
  const made: MadeBy = { rule, start, end, at: run.real, unconfirmed };
  const alerts = makeAlerts(rows, made, namer(rule, run, host));
  for (const alert of alerts) keepAlert(alert, rule, host, unconfirmed);
  return { ...outcome, alerts: alerts.map(({ id }) => id) };
}

interface QueryTimes {
  readonly start: number;
  readonly end: number;
  readonly now: number;
}

/** The rows of the result, or why there is none. The window cuts every table that is read. */
function query(
  { properties }: ScheduledRule,
  { start, end, now }: QueryTimes,
  { workspace }: RuleHost,
): ResultRow[] | string {
  try {
    const scope = { from: ticksFromMs(start), to: ticksFromMs(end) };
    return rowsOf(workspace.engine.execute(properties.query, ticksFromMs(now), scope));
  } catch (error) {
    if (error instanceof KqlError) return error.message;
    throw error;
  }
}

function rowsOf({ length, columns }: Table): ResultRow[] {
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(({ name, type, at }) => [name, toText(at(row), type)])),
  );
}

function isTriggered({ properties }: ScheduledRule, count: number): boolean {
  const threshold = properties.triggerThreshold;
  switch (properties.triggerOperator) {
    case "LessThan":
      return count < threshold;
    case "Equal":
      return count === threshold;
    case "NotEqual":
      return count !== threshold;
    default:
      return count > threshold;
  }
}

/** Gives the alerts of a run ids that no other run has, even of the same rule and time. */
function namer(rule: ScheduledRule, { real }: Run, { workspace, resources }: RuleHost) {
  const before = resources.count(`${sentinelRoot(workspace.armId)}/Entities`);
  return (index: number) => guidOf(`alert ${rule.id} ${real} ${before + index}`);
}

function keepAlert(
  alert: Alert,
  rule: ScheduledRule,
  host: RuleHost,
  unconfirmed: Unconfirmed,
): void {
  const { workspace, tables, resources, audit, alertLag } = host;
  const stored = alertResource(alert, rule, workspace);
  resources.put(stored);
  tables.alerts.add(alertRow(alert, rule, workspace), alert.at + (alertLag?.() ?? 0));
  if (rule.properties.incidentConfiguration?.createIncident)
    addToIncident(alert, stored, rule, { armId: workspace.armId, resources, audit, unconfirmed });
}
