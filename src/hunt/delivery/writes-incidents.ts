import { type Band, bandsOf } from "../findings/band.ts";
import type { Rule } from "../findings/rule.ts";
import { DELIVERIES } from "./kinds/index.ts";

/** Whether a rule's findings, or those with some scores, are delivered as incidents. */
export function writesIncidents(rule: Pick<Rule, "hunt" | "severity">): boolean {
  return bandsOf(rule).some(becomesIncident);
}

/** Whether the findings of a band are delivered as incidents. */
export function becomesIncident({ delivery }: Band): boolean {
  return DELIVERIES.get(delivery)?.writesIncidents ?? false;
}
