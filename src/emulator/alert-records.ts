import { ticksFromMs, type Value } from "../kql/index.ts";
import type { Alert } from "./alert.ts";
import { entitiesText } from "./alert-entities.ts";
import { parsePlace } from "./arm-refusals.ts";
import type { Resource } from "./resources.ts";
import { type ScheduledRule, sentinelRoot } from "./scheduled-rule.ts";

/** The workspace in which an alert was made: its GUID and its ARM id. */
interface AlertPlace {
  readonly id: string;
  readonly armId: string;
}

/** The names that alerts of scheduled rules carry, whatever the rule. */
const PRODUCT = "Azure Sentinel";
const COMPONENT = "Scheduled Alerts";
const PROVIDER = "ASI Scheduled Alerts";
const VENDOR = "Microsoft";

const iso = (ms: number) => new Date(ms).toISOString();

/** The row of an alert in SecurityAlert. */
export function alertRow(
  alert: Alert,
  rule: ScheduledRule,
  place: AlertPlace,
): Readonly<Record<string, Value>> {
  const { subscription, group } = parsePlace(place.armId);
  return {
    TimeGenerated: ticksFromMs(alert.at),
    TenantId: place.id,
    SystemAlertId: alert.id,
    VendorOriginalId: alert.id,
    AlertName: alert.name,
    DisplayName: alert.name,
    Description: alert.description,
    AlertSeverity: alert.severity,
    AlertType: `${place.id}_${rule.name}`,
    Entities: entitiesText(alert.entities),
    ExtendedProperties: JSON.stringify(extendedProperties(alert, rule)),
    ProductName: PRODUCT,
    ProductComponentName: COMPONENT,
    ProviderName: PROVIDER,
    VendorName: VENDOR,
    Status: "New",
    IsIncident: false,
    Tactics: (rule.properties.tactics ?? []).join(", "),
    Techniques: JSON.stringify(rule.properties.techniques ?? []),
    StartTime: ticksFromMs(alert.start),
    EndTime: ticksFromMs(alert.end),
    ProcessingEndTime: ticksFromMs(alert.at),
    WorkspaceSubscriptionId: subscription,
    WorkspaceResourceGroup: group,
  };
}

/** An alert as an incident lists it, together with its entities. */
export function alertResource(alert: Alert, rule: ScheduledRule, place: AlertPlace): Resource {
  return {
    id: `${sentinelRoot(place.armId)}/Entities/${alert.id}`,
    name: alert.id,
    type: "Microsoft.SecurityInsights/Entities",
    kind: "SecurityAlert",
    etag: "",
    properties: {
      systemAlertId: alert.id,
      providerAlertId: alert.id,
      alertDisplayName: alert.name,
      friendlyName: alert.name,
      description: alert.description,
      severity: alert.severity,
      alertType: `${place.id}_${rule.name}`,
      productName: PRODUCT,
      productComponentName: COMPONENT,
      vendorName: VENDOR,
      status: "New",
      tactics: rule.properties.tactics ?? [],
      startTimeUtc: iso(alert.start),
      endTimeUtc: iso(alert.end),
      timeGenerated: iso(alert.at),
      processingEndTime: iso(alert.at),
      additionalData: extendedProperties(alert, rule),
      entities: alert.entities,
    },
  };
}

/** The custom details are JSON text within the JSON text of the column. */
function extendedProperties(alert: Alert, { name, properties }: ScheduledRule) {
  return {
    "Query Period": properties.queryPeriod,
    "Trigger Operator": properties.triggerOperator,
    "Trigger Threshold": String(properties.triggerThreshold),
    "Search Query Results Overall Count": String(alert.rows),
    Query: properties.query,
    "Analytic Rule Ids": JSON.stringify([name]),
    "Analytic Rule Name": properties.displayName,
    "Event Grouping": properties.eventGroupingSettings?.aggregationKind ?? "SingleAlert",
    ...(Object.keys(alert.customDetails).length > 0
      ? { "Custom Details": JSON.stringify(alert.customDetails) }
      : {}),
  };
}
