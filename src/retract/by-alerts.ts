import { CallError, orCallError, UnknownName } from "../hunt/base/call-error.ts";
import { kqlString } from "../hunt/base/escape.ts";
import { iso, type Window } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { Attachments, Incidents, StoredIncident } from "../hunt/delivery/incidents.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import { closeAsRetracted, isRetracted, type Retracted, type Retraction } from "./retract.ts";

/** An alert comes up to half an hour after its row, if its rule had too many at once. Ms. */
const ALERTING = 3_600_000;

interface AlertPorts {
  readonly queries: QueryWorkspace;
  readonly incidents: Incidents;
  readonly apply: boolean;
  /** The time until which alerts are looked for, ms. */
  readonly now: number;
}

/** An incident with alerts of the rule, and the event times of their findings (ms). */
interface AlertedIncident {
  readonly id: string;
  /** How many alerts it has, and how many of them are the rule's. */
  readonly alerts: number;
  readonly own: number;
  readonly events: Window;
}

/**
 * Closes the incidents that the rule's analytics rule made, and on which nobody worked, or without
 * `apply` reports which it would close. They are found by their alerts: the portal names and merges
 * incidents as it likes. One with other alerts is left alone.
 * @throws CallError if the workspace cannot be queried
 */
export async function* retractByAlerts(
  wanted: Retraction,
  workspace: Workspace,
  ports: AlertPorts,
): AsyncGenerator<Retracted> {
  for (const found of await findAlerted(wanted, workspace, ports)) {
    const incident = await ports.incidents.find(workspace, found.id);
    if (!incident || !isMadeIn(incident, wanted)) continue;
    try {
      yield await retractAlerted(incident, found, wanted, workspace, ports);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      yield { incident, state: "failed", why: error.line };
    }
  }
}

/** Whether it was created during the run, or in the hour in which its alerts may still come. */
function isMadeIn({ created }: StoredIncident, { made }: Retraction): boolean {
  return made === undefined || (created >= made.from && created <= made.to + ALERTING);
}

async function findAlerted(
  { rule, window }: Retraction,
  workspace: Workspace,
  { queries, now }: AlertPorts,
): Promise<AlertedIncident[]> {
  const text = [
    "let Own = SecurityAlert",
    '    | where ExtendedProperties has "FindingId"',
    "    | summarize arg_max(TimeGenerated, *) by SystemAlertId",
    '    | extend Details = parse_json(tostring(parse_json(ExtendedProperties)["Custom Details"]))',
    `    | where tostring(Details.HuntName[0]) == ${kqlString(rule.slug)}`,
    '        and tostring(Details.RowKind[0]) in ("finding", "storm")',
    "    | project SystemAlertId, EventTime = todatetime(Details.EventTime[0]),",
    "        LastEventTime = todatetime(Details.LastEventTime[0]);",
    "SecurityIncident",
    "| summarize arg_max(LastModifiedTime, *) by IncidentName",
    "| mv-expand AlertId = AlertIds to typeof(string)",
    "| join kind=leftouter Own on $left.AlertId == $right.SystemAlertId",
    "| summarize Alerts = count(), Own = countif(isnotempty(SystemAlertId)),",
    "    First = min(EventTime), Last = max(LastEventTime) by IncidentName",
    `| where Own > 0 and First < datetime(${iso(window.to)}) and Last >= datetime(${iso(window.from)})`,
  ].join("\n");
  const timespan = { from: window.from, to: now };
  const answer = await orCallError(() => queries.query(workspace, { text, timespan }));
  // Both tables come with the first alert.
  if (answer instanceof UnknownName) return [];
  if (answer instanceof CallError) throw answer;
  return answer.rows.map((row) => ({
    id: String(row["IncidentName"]),
    alerts: Number(row["Alerts"]),
    own: Number(row["Own"]),
    events: { from: Date.parse(String(row["First"])), to: Date.parse(String(row["Last"])) + 1 },
  }));
}

async function retractAlerted(
  incident: StoredIncident,
  found: AlertedIncident,
  wanted: Retraction,
  workspace: Workspace,
  { incidents, apply }: AlertPorts,
): Promise<Retracted> {
  const leave = (why: string): Retracted => ({ incident, state: "left", why });
  if (isRetracted(incident)) return { incident, state: "before", why: "" };
  const touch =
    findOthers(incident, found) ??
    findBeyond(found, wanted) ??
    findWork(incident, await incidents.attachments(workspace, incident.id));
  if (touch) return leave(touch);
  if (!apply) return { incident, state: "planned", why: "" };
  return closeAsRetracted(incident, wanted, workspace, incidents, "its alerts stay");
}

function findOthers(
  { alerts, etag }: StoredIncident,
  { alerts: known, own }: AlertedIncident,
): string | undefined {
  if (own < known) return "it has alerts of other rules, perhaps because the portal merged it";
  if (alerts !== known) return `it has ${alerts} alerts, of which the logs know ${known}`;
  // Without an etag, a change between this read and the write would go unnoticed.
  return etag === ""
    ? "it has no etag, so a change at the last moment would be overwritten"
    : undefined;
}

function findBeyond({ events }: AlertedIncident, { window }: Retraction): string | undefined {
  if (events.from >= window.from && events.to <= window.to) return undefined;
  return (
    `its findings are from ${iso(events.from)} to ${iso(events.to)}, which exceeds the requested ` +
    "time range"
  );
}

/** The evidence that somebody worked on it, or undefined. In case of doubt, somebody did. */
function findWork(
  { status, classification, owned, labels, alerts }: StoredIncident,
  { comments, related, others }: Attachments,
): string | undefined {
  if (status === "Closed") return `it is closed${classification ? ` as ${classification}` : ""}`;
  if (status !== "New") return `it is ${status}`;
  if (owned) return "it has an owner";
  if (classification) return `it is classified as ${classification}`;
  if (labels.length > 0) return "it has labels";
  if (comments.length > 0) return "somebody commented on it";
  if (related.length > 0) return "a bookmark was added to it";
  // An alert's relation names its kind, or only that it is an entity.
  const own = others.filter((kind) => /alert$|\/entities$/i.test(kind));
  return own.length === others.length && own.length <= alerts
    ? undefined
    : "something other than an alert was related to it";
}
