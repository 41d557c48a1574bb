import type { Engine } from "../kql/index.ts";
import {
  refuseCustomDetails,
  refuseEntityMappings,
  refuseIncidents,
} from "./alert-rule-details-refusals.ts";
import { parseIsoDuration } from "./iso-duration.ts";
import type { Properties } from "./resource-kind.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Source: Microsoft Sentinel, scheduled rules overview and service limits. */
const LONGEST_QUERY = 10_000;
const SHORTEST = 5 * MINUTE;
const LONGEST = 14 * DAY;
/** A rule that looks back this far or further may run once an hour at most. */
const LONG_PERIOD = 2 * DAY;
const MOST_THRESHOLD = 10_000;

const SEVERITIES = ["High", "Medium", "Low", "Informational"];
const OPERATORS = ["GreaterThan", "LessThan", "Equal", "NotEqual"];
const AGGREGATIONS = ["SingleAlert", "AlertPerResult"];
const TACTICS = [
  ...["Reconnaissance", "ResourceDevelopment", "InitialAccess", "Execution", "Persistence"],
  ...["PrivilegeEscalation", "DefenseEvasion", "CredentialAccess", "Discovery"],
  ...["LateralMovement", "Collection", "Exfiltration", "CommandAndControl", "Impact"],
  ...["PreAttack", "ImpairProcessControl", "InhibitResponseFunction"],
];

/** The types of the properties that the specification of 2025-09-01 requires. */
const REQUIRED: Readonly<Record<string, string>> = {
  displayName: "string",
  enabled: "boolean",
  severity: "string",
  query: "string",
  queryFrequency: "string",
  queryPeriod: "string",
  triggerOperator: "string",
  triggerThreshold: "number",
  suppressionEnabled: "boolean",
  suppressionDuration: "string",
};

/**
 * Why the service refuses a scheduled rule with these properties; undefined if it does not. Its own
 * words are not known.
 */
export function refuseAlertRule(
  rule: Properties,
  bind: Engine["bind"],
  unconfirmed: Unconfirmed,
): string | undefined {
  const missing = Object.entries(REQUIRED).find(
    ([name, type]) => typeof rule[name] !== type || rule[name] === "",
  );
  if (missing) return `The property '${missing[0]}' is required, and is a ${missing[1]}.`;
  return (
    refuseWords(rule) ??
    refuseSchedule(rule) ??
    refuseQuery(String(rule["query"])) ??
    refuseEntityMappings(rule["entityMappings"] ?? []) ??
    refuseCustomDetails(rule["customDetails"] ?? {}) ??
    refuseIncidents(rule) ??
    refuseColumns(rule, bind, unconfirmed)
  );
}

function refuseWords(rule: Properties): string | undefined {
  const threshold = rule["triggerThreshold"] as number;
  if (!SEVERITIES.includes(String(rule["severity"])))
    return `The severity '${String(rule["severity"])}' is not valid.`;
  if (!OPERATORS.includes(String(rule["triggerOperator"])))
    return `The trigger operator '${String(rule["triggerOperator"])}' is not valid.`;
  if (!Number.isInteger(threshold) || threshold < 0 || threshold > MOST_THRESHOLD)
    return `The trigger threshold ${threshold} is not an integer from 0 to ${MOST_THRESHOLD}.`;
  const { aggregationKind = "SingleAlert" } = (rule["eventGroupingSettings"] ?? {}) as Properties;
  if (!AGGREGATIONS.includes(String(aggregationKind)))
    return `The aggregation kind '${String(aggregationKind)}' is not valid.`;
  return (
    refuseList(rule["tactics"] ?? [], "tactic", (one) => TACTICS.includes(one)) ??
    refuseList(rule["techniques"] ?? [], "technique", (one) => /^T\d{4}$/.test(one))
  );
}

function refuseList(
  list: unknown,
  what: string,
  isValid: (one: string) => boolean,
): string | undefined {
  if (!Array.isArray(list)) return `The ${what}s are not a list.`;
  const wrong = list.map(String).find((one) => !isValid(one));
  return wrong === undefined ? undefined : `The ${what} '${wrong}' is not valid.`;
}

function refuseSchedule(rule: Properties): string | undefined {
  const length = (name: string) => parseIsoDuration(String(rule[name]));
  const [frequency, period] = [length("queryFrequency"), length("queryPeriod")];
  const suppression = length("suppressionDuration");
  const isWithin = (ms: number | null, most: number) => ms !== null && ms >= SHORTEST && ms <= most;
  if (!isWithin(frequency, LONGEST)) return "The query frequency is not from PT5M to P14D.";
  if (!isWithin(period, LONGEST)) return "The query period is not from PT5M to P14D.";
  if (!isWithin(suppression, DAY)) return "The suppression duration is not from PT5M to P1D.";
  if ((period ?? 0) < (frequency ?? 0)) return "The query period is shorter than the frequency.";
  return (period ?? 0) >= LONG_PERIOD && (frequency ?? 0) < HOUR
    ? "A rule with a query period of P2D or more runs once an hour at most."
    : undefined;
}

function refuseQuery(query: string): string | undefined {
  if (query.trim() === "" || query.length > LONGEST_QUERY)
    return `The query does not have 1 to ${LONGEST_QUERY} characters.`;
  return /\b(search|union)\s+\*/i.test(query)
    ? "The query uses 'search *' or 'union *', which a rule may not."
    : undefined;
}

/** The service runs the query once: its tables have to exist before the rule. */
function refuseColumns(
  rule: Properties,
  bind: Engine["bind"],
  { ruleColumns }: Unconfirmed,
): string | undefined {
  const { columns, diagnostics } = bind(String(rule["query"]));
  const error = diagnostics.find(
    ({ severity, unsupported }) => severity === "error" && !unsupported,
  );
  if (error) return `Failed to run the analytics rule query. ${error.message}`;
  if (ruleColumns === "unchecked") return undefined;
  const mappings = (rule["entityMappings"] ?? []) as readonly {
    readonly fieldMappings: readonly { readonly columnName: string }[];
  }[];
  const { alertSeverityColumnName: severity } = (rule["alertDetailsOverride"] ?? {}) as Properties;
  const used = [
    ...mappings.flatMap(({ fieldMappings }) => fieldMappings.map((one) => one.columnName)),
    ...Object.values((rule["customDetails"] ?? {}) as Properties).map(String),
    ...(severity ? [String(severity)] : []),
  ];
  const unknown = used.find((name) => !columns.some((column) => column.name === name));
  return unknown === undefined ? undefined : `The query does not return the column '${unknown}'.`;
}
