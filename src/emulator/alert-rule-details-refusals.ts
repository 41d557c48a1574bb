import { parseIsoDuration } from "./iso-duration.ts";
import type { Properties } from "./resource-kind.ts";

/** Source: Microsoft Sentinel service limits. */
const MOST_MAPPINGS = 10;
const MOST_FIELDS = 3;
const MOST_DETAILS = 20;

/** Source: the enumeration EntityMappingType of 2025-09-01. */
const ENTITY_TYPES = [
  ...["Account", "Host", "IP", "Malware", "File", "Process", "CloudApplication", "DNS"],
  ...["AzureResource", "FileHash", "RegistryKey", "RegistryValue", "SecurityGroup", "URL"],
  ...["Mailbox", "MailCluster", "MailMessage", "SubmissionMail"],
];
const MATCHING = ["AllEntities", "AnyAlert", "Selected"];
const ALERT_DETAILS = ["DisplayName", "Severity"];

/** An incident groups alerts of this long at least and at most, ms. */
const SHORTEST_LOOKBACK = 5 * 60_000;
const LONGEST_LOOKBACK = 7 * 24 * 3_600_000;

export function refuseEntityMappings(mappings: unknown): string | undefined {
  if (!Array.isArray(mappings)) return "The entity mappings are not a list.";
  if (mappings.length > MOST_MAPPINGS)
    return `A rule can have at most ${MOST_MAPPINGS} entity mappings.`;
  for (const { entityType, fieldMappings } of mappings as Properties[]) {
    if (!ENTITY_TYPES.includes(String(entityType)))
      return `The entity type '${String(entityType)}' is not valid.`;
    if (!Array.isArray(fieldMappings) || fieldMappings.length === 0)
      return `A mapping of ${String(entityType)} has no fields.`;
    if (fieldMappings.length > MOST_FIELDS)
      return `A mapping of ${String(entityType)} has more than ${MOST_FIELDS} fields.`;
    if (fieldMappings.some((field: Properties) => !field["identifier"] || !field["columnName"]))
      return `A field of ${String(entityType)} has no identifier or no column.`;
  }
  return undefined;
}

export function refuseCustomDetails(details: unknown): string | undefined {
  if (typeof details !== "object" || details === null || Array.isArray(details))
    return "The custom details are not an object.";
  if (Object.keys(details).length > MOST_DETAILS)
    return `A rule can have at most ${MOST_DETAILS} custom details.`;
  const wrong = Object.entries(details).find(([, column]) => typeof column !== "string" || !column);
  return wrong ? `The custom detail '${wrong[0]}' has no column.` : undefined;
}

export function refuseIncidents(rule: Properties): string | undefined {
  const incidents = rule["incidentConfiguration"] as Properties | null | undefined;
  if (!incidents) return undefined;
  if (typeof incidents["createIncident"] !== "boolean")
    return "The property 'createIncident' is required.";
  const grouping = incidents["groupingConfiguration"] as Properties | null | undefined;
  return grouping ? refuseGrouping(grouping, rule) : undefined;
}

function refuseGrouping(grouping: Properties, rule: Properties): string | undefined {
  const flag = ["enabled", "reopenClosedIncident"].find(
    (name) => typeof grouping[name] !== "boolean",
  );
  if (flag) return `The property '${flag}' of the grouping is required.`;
  const lookback = parseIsoDuration(String(grouping["lookbackDuration"])) ?? 0;
  if (lookback < SHORTEST_LOOKBACK || lookback > LONGEST_LOOKBACK)
    return "The lookback duration of the grouping is not from PT5M to P7D.";
  if (!MATCHING.includes(String(grouping["matchingMethod"])))
    return `The matching method '${String(grouping["matchingMethod"])}' is not valid.`;
  return grouping["matchingMethod"] === "Selected" ? refuseSelection(grouping, rule) : undefined;
}

/** Only entities and custom details of the same rule may be selected. */
function refuseSelection(grouping: Properties, rule: Properties): string | undefined {
  const list = (name: string) => (grouping[name] ?? []) as readonly string[];
  const [entities, alertDetails, customDetails] = [
    list("groupByEntities"),
    list("groupByAlertDetails"),
    list("groupByCustomDetails"),
  ];
  const mapped = ((rule["entityMappings"] ?? []) as readonly Properties[]).map((one) =>
    String(one["entityType"]),
  );
  const keys = Object.keys((rule["customDetails"] ?? {}) as Properties);
  const unknown =
    entities.find((one) => !mapped.includes(one)) ??
    alertDetails.find((one) => !ALERT_DETAILS.includes(one)) ??
    customDetails.find((one) => !keys.includes(one));
  if (unknown !== undefined) return `The rule has no '${unknown}' to group by.`;
  return entities.length + alertDetails.length + customDetails.length === 0
    ? "The matching method 'Selected' selects nothing to group by."
    : undefined;
}
