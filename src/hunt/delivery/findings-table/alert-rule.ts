import { alertRuleName } from "../../base/ids.ts";
import { limitText } from "../../base/limit-text.ts";
import { ENTITY_TYPES } from "../../findings/entities/index.ts";
import type { Rule, Severity } from "../../findings/rule.ts";
import { type AlertMapping, alertMappings } from "./alert-mappings.ts";
import { alertQuery } from "./alert-query.ts";

/**
 * A scheduled analytics rule of Sentinel, as the ARM API takes it: properties of alertRules, kind
 * Scheduled, version 2025-09-01.
 */
export interface AlertRule {
  /** The ARM name, a GUID that depends on the hunting rule alone. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly severity: Severity;
  readonly tactics: readonly string[];
  /** Without sub-techniques, which the stable API refuses. */
  readonly techniques: readonly string[];
  readonly query: string;
  readonly entityMappings: readonly AlertMapping[];
  /** How far back the portal looks for an incident to group an alert into, an ISO 8601 duration. */
  readonly lookback: string;
}

/** Longest description of an analytics rule, in UTF-16 units; our own, none is published. */
const LONGEST_DESCRIPTION = 5_000;

/** Grouping looks back at most 7 days. Source: Microsoft, scheduled rules overview. */
const MOST_LOOKBACK_HOURS = 7 * 24;

/** The analytics rule that makes alerts and incidents of a hunt's rows, and has its name. */
export function alertRule(rule: Rule): AlertRule {
  const hours = Math.min(Math.max(Math.ceil(rule.hunt.span / 3_600_000), 1), MOST_LOOKBACK_HOURS);
  return {
    name: alertRuleName(rule.id),
    displayName: rule.name,
    description: limitText(rule.description.trim(), LONGEST_DESCRIPTION),
    severity: rule.severity,
    tactics: rule.tactics,
    techniques: [...new Set(rule.techniques.map((one) => one.split(".")[0] ?? one))],
    query: alertQuery(rule),
    entityMappings: alertMappings(rule, ENTITY_TYPES),
    lookback: `PT${hours}H`,
  };
}
