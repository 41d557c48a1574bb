import type { Alert } from "./alert.ts";
import { alertTexts, customDetails, type ResultRow } from "./alert-details.ts";
import { mapEntities } from "./alert-entities.ts";
import type { ScheduledRule } from "./scheduled-rule.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/**
 * Alerts of a run with an alert for each row; of more rows, the last alert stands for all of them.
 * Source: Microsoft Sentinel, scheduled rules overview.
 */
const MOST_ALERTS = 150;

/** The run that makes alerts: the window of its query, and its real time, ms. */
export interface MadeBy {
  readonly rule: ScheduledRule;
  readonly start: number;
  readonly end: number;
  readonly at: number;
  readonly unconfirmed: Unconfirmed;
}

/** The alerts of a result's rows; `nameOf` gives the id of the alert with this index. */
export function makeAlerts(
  rows: readonly ResultRow[],
  by: MadeBy,
  nameOf: (index: number) => string,
): Alert[] {
  return shareRows(rows, by.rule).map((own, index) => ({
    id: nameOf(index),
    ...alertTexts(by.rule, own[0] ?? {}),
    customDetails: customDetails(by.rule, own, by.unconfirmed),
    entities: mapEntities(by.rule.properties.entityMappings ?? [], own),
    rows: own.length,
    ...alertTimes(own, by),
    at: by.at,
  }));
}

/** The rows of each alert. */
function shareRows(
  rows: readonly ResultRow[],
  { properties }: ScheduledRule,
): readonly (readonly ResultRow[])[] {
  if (properties.eventGroupingSettings?.aggregationKind !== "AlertPerResult" || rows.length === 0)
    return [rows];
  const single = rows.map((row) => [row]);
  return single.length <= MOST_ALERTS ? single : [...single.slice(0, MOST_ALERTS - 1), rows];
}

function alertTimes(rows: readonly ResultRow[], { start, end, unconfirmed }: MadeBy) {
  const times = rows
    .map((row) => Date.parse(row["TimeGenerated"] ?? ""))
    .filter((time) => !Number.isNaN(time));
  return unconfirmed.alertTimes === "window" || times.length === 0
    ? { start, end }
    : { start: Math.min(...times), end: Math.max(...times) };
}
