import { ALERT_SCHEDULE } from "./alert-query.ts";
import type { AlertRule } from "./alert-rule.ts";

/** What Sentinel shows of an alert beside its entities: a name, and the column with its value. */
const CUSTOM_DETAILS = {
  FindingId: "FindingId",
  GroupId: "GroupId",
  HuntName: "HuntName",
  Risk: "Risk",
  RowKind: "RowKind",
  EventTime: "EventTime",
  LastEventTime: "LastEventTime",
  FindingCount: "FindingCount",
  HuntVersion: "HuntVersion",
} as const;

/**
 * The body with which a deployment creates an analytics rule (ARM `alertRules/{rule.name}`, version
 * 2025-09-01): an alert for each row, named by it, and an incident for the alerts of a group.
 */
export function alertRuleBody(rule: AlertRule) {
  return {
    kind: "Scheduled",
    properties: {
      displayName: rule.displayName,
      description: rule.description,
      enabled: true,
      severity: rule.severity,
      tactics: rule.tactics,
      techniques: rule.techniques,
      query: rule.query,
      ...ALERT_SCHEDULE,
      triggerOperator: "GreaterThan",
      triggerThreshold: 0,
      suppressionEnabled: false,
      // Required even where nothing is suppressed.
      suppressionDuration: "PT5H",
      eventGroupingSettings: { aggregationKind: "AlertPerResult" },
      alertDetailsOverride: {
        alertDisplayNameFormat: "{{AlertName}}",
        alertDescriptionFormat: "{{AlertText}}",
        alertSeverityColumnName: "Severity",
      },
      customDetails: CUSTOM_DETAILS,
      entityMappings: rule.entityMappings,
      incidentConfiguration: incidentsOf(rule),
    },
  } as const;
}

function incidentsOf({ lookback }: AlertRule) {
  return {
    // Without an incident, the Defender portal does not show the alert.
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: lookback,
      matchingMethod: "Selected",
      groupByEntities: [],
      groupByAlertDetails: [],
      groupByCustomDetails: ["GroupId"] satisfies (keyof typeof CUSTOM_DETAILS)[],
    },
  } as const;
}
