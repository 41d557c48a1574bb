import { type Band, bandsOf } from "../findings/band.ts";
import type { Rule } from "../findings/rule.ts";
import { DELIVERIES } from "./kinds/index.ts";

/** Whether a rule's findings, or those with some scores, are delivered as incidents. */
export function writesIncidents(rule: Pick<Rule, "hunt" | "severity">): boolean {
  return bandsOf(rule).some(becomesIncident);
}

/** Whether what has this delivery becomes incidents. */
export function becomesIncident({ delivery }: Pick<Band, "delivery">): boolean {
  return DELIVERIES.get(delivery)?.writes === "incidents";
}
