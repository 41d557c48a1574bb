import type { Rule } from "../findings/rule.ts";
import { DELIVERIES } from "./kinds/index.ts";

/** Whether a rule's findings are delivered as incidents. */
export function writesIncidents({ hunt }: Pick<Rule, "hunt">): boolean {
  return DELIVERIES.get(hunt.delivery)?.writesIncidents ?? false;
}
