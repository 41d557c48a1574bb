import type { Alert } from "./alert.ts";
import type { AlertEntity } from "./alert-entities.ts";
import type { AuditTables } from "./audit-tables.ts";
import { guidOf } from "./guid-of.ts";
import { MOST_ALERTS, relatedAlertNames, relatedAlerts, relationTo } from "./incident-related.ts";
import { parseIsoDuration } from "./iso-duration.ts";
import type { Resource, Resources } from "./resources.ts";
import { type Grouping, type ScheduledRule, sentinelRoot } from "./scheduled-rule.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/** Where incidents are kept. */
export interface IncidentPlace {
  readonly armId: string;
  readonly resources: Resources;
  readonly audit?: AuditTables | undefined;
  readonly unconfirmed: Unconfirmed;
}

const SEVERITIES = ["Informational", "Low", "Medium", "High"];
const iso = (ms: number) => new Date(ms).toISOString();

/**
 * Adds an alert, given also as it is stored, to an open incident that its rule's grouping finds, or
 * to a new one. Closed incidents are left alone: to reopen them is not emulated.
 */
export function addToIncident(
  alert: Alert,
  stored: Resource,
  rule: ScheduledRule,
  place: IncidentPlace,
): void {
  const { resources, audit } = place;
  const grouping = rule.properties.incidentConfiguration?.groupingConfiguration;
  const found = grouping?.enabled ? findOpen(alert, stored, grouping, rule, place) : undefined;
  const incident = found
    ? extended(found, alert, place.unconfirmed)
    : newIncident(alert, rule, place);
  resources.put(incident);
  const related = `${incident.id}/relations/${alert.id}`;
  resources.put({
    id: related,
    name: alert.id,
    type: "Microsoft.SecurityInsights/Incidents/relations",
    etag: etagOf(related),
    properties: relationTo(stored.id),
  });
  audit?.note(incident, "put", alert.at, relatedAlertNames(incident.id, resources));
}

function findOpen(
  alert: Alert,
  stored: Resource,
  grouping: Grouping,
  rule: ScheduledRule,
  { armId, resources, unconfirmed }: IncidentPlace,
): Resource | undefined {
  const key = groupKey(stored, grouping);
  const lookback = parseIsoDuration(grouping.lookbackDuration) ?? 0;
  return resources
    .under(`${sentinelRoot(armId)}/Incidents`)
    .reverse()
    .find(({ id, properties }) => {
      const rules = (properties["relatedAnalyticRuleIds"] ?? []) as readonly string[];
      if (properties["status"] === "Closed" || !rules.includes(rule.id)) return false;
      const alerts = relatedAlerts(id, resources);
      const since = alerts.at(unconfirmed.groupedSince === "last" ? -1 : 0);
      if (!since || alerts.length >= MOST_ALERTS) return false;
      const age = alert.at - Date.parse(String(since.properties["timeGenerated"]));
      return age <= lookback && groupKey(since, grouping) === key;
    });
}

/** Alerts with equal keys share an incident. */
function groupKey({ properties }: Resource, grouping: Grouping): string {
  const entities = (properties["entities"] ?? []) as readonly AlertEntity[];
  if (grouping.matchingMethod === "AnyAlert") return "";
  if (grouping.matchingMethod === "AllEntities") return entitiesKey(entities);
  const { "Custom Details": text = "{}" } = properties["additionalData"] as Record<string, string>;
  const details = JSON.parse(text) as Record<string, readonly string[]>;
  const alertDetails = {
    DisplayName: properties["alertDisplayName"],
    Severity: properties["severity"],
  } as Record<string, unknown>;
  return JSON.stringify([
    (grouping.groupByCustomDetails ?? []).map((one) => details[one] ?? []),
    (grouping.groupByAlertDetails ?? []).map((one) => alertDetails[one]),
    (grouping.groupByEntities ?? []).map((type) =>
      entitiesKey(entities.filter(({ entityType }) => entityType === type)),
    ),
  ]);
}

function entitiesKey(entities: readonly AlertEntity[]): string {
  return JSON.stringify(entities.map((one) => JSON.stringify(one)).sort());
}

function newIncident(
  alert: Alert,
  rule: ScheduledRule,
  { armId, resources, unconfirmed }: IncidentPlace,
): Resource {
  const folder = `${sentinelRoot(armId)}/Incidents`;
  const incidentNumber = resources.count(folder) + 1;
  const name = guidOf(`incident ${alert.id}`);
  const id = `${folder}/${name}`;
  return {
    id,
    name,
    type: "Microsoft.SecurityInsights/Incidents",
    etag: etagOf(`${id} ${alert.id}`),
    properties: {
      title: alert.name,
      description: alert.description,
      severity: alert.severity,
      status: "New",
      owner: {},
      labels: [],
      firstActivityTimeUtc: iso(alert.start),
      lastActivityTimeUtc: iso(alert.end),
      createdTimeUtc: iso(alert.at),
      lastModifiedTimeUtc: iso(alert.at),
      incidentNumber,
      relatedAnalyticRuleIds: [rule.id],
      providerName: unconfirmed.incidentProvider,
      providerIncidentId: String(incidentNumber),
    },
  };
}

function extended(incident: Resource, alert: Alert, { incidentSeverity }: Unconfirmed): Resource {
  const { properties } = incident;
  // A PUT that leaves a time out removes it.
  const time = (name: string, own: number) => Date.parse(String(properties[name] ?? iso(own)));
  const before = String(properties["severity"]);
  const isHigher = SEVERITIES.indexOf(alert.severity) > SEVERITIES.indexOf(before);
  return {
    ...incident,
    etag: etagOf(`${incident.etag} ${alert.id}`),
    properties: {
      ...properties,
      severity: isHigher && incidentSeverity === "highest" ? alert.severity : before,
      firstActivityTimeUtc: iso(Math.min(time("firstActivityTimeUtc", alert.start), alert.start)),
      lastActivityTimeUtc: iso(Math.max(time("lastActivityTimeUtc", alert.end), alert.end)),
      lastModifiedTimeUtc: iso(alert.at),
    },
  };
}

function etagOf(text: string): string {
  return `"${guidOf(text)}"`;
}
