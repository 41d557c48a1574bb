import { kqlString } from "../../base/escape.ts";
import { ENTITY_TYPES } from "../../findings/entities/index.ts";
import type { Rule } from "../../findings/rule.ts";
import { alertColumns } from "./alert-mappings.ts";
import { FINDINGS_TABLE } from "./columns.ts";

/** How the analytics rules run, ISO 8601. Sentinel runs a rule every five minutes at most. */
export const ALERT_SCHEDULE = { queryFrequency: "PT5M", queryPeriod: "P1D" } as const;

/** Beyond 150 alerts, the last one sums up all rows. Source: Microsoft, scheduled rules. */
const MOST_ALERTS = 149;

/** KQL that lets `Alerted` be the ids of all findings that an alert names. */
export const ALERTED = [
  "let Alerted = SecurityAlert",
  '    | where ExtendedProperties has "FindingId"',
  '    | extend Details = parse_json(tostring(parse_json(ExtendedProperties)["Custom Details"]))',
  "    | mv-expand FindingId = Details.FindingId to typeof(string)",
  "    | distinct FindingId;",
].join("\n");

/**
 * The KQL of a hunt's analytics rule, which gives each finding one row, once. A finding is alerted
 * in the run in whose five minutes its first row was ingested; a finding that no alert has after
 * half an hour (a run was skipped, or had more than it may return) comes again every half hour, for
 * half a day. docs/incidents.md says what can still repeat; bench/alerts.mjs measures it.
 */
export function alertQuery(rule: Pick<Rule, "id" | "entityMappings">): string {
  const columns = alertColumns(rule, ENTITY_TYPES);
  return [
    ALERTED,
    FINDINGS_TABLE,
    `| where HuntId == ${kqlString(rule.id)} and Delivery == "incident"`,
    "| extend IngestedAt = ingestion_time()",
    "| summarize arg_min(IngestedAt, *) by FindingId",
    "| extend Age = now() - IngestedAt",
    "| where FindingId !in (Alerted)",
    "| where (IngestedAt > ago(5m) and IngestedAt <= now())",
    "    or (Age >= 30m and Age < 12h and Age - bin(Age, 30m) < 5m)",
    `| top ${MOST_ALERTS} by IngestedAt asc`,
    ...(columns.length > 0 ? [`| extend ${columns.join(",\n    ")}`] : []),
    "| project-away Age, Entities, Evidence",
  ].join("\n");
}
