import type { HuntEvent } from "../conditions/event.ts";
import type { Rule, Trigger } from "./rule.ts";

/** Whether a number of rows makes findings. */
function meetsTrigger({ operator, threshold }: Trigger, rows: number): boolean {
  switch (operator) {
    case "gt":
      return rows > threshold;
    case "lt":
      return rows < threshold;
    case "eq":
      return rows === threshold;
    case "ne":
      return rows !== threshold;
  }
}

/** The events of a cell that make findings, and those that are too few or too many to. */
export function applyTrigger(
  { shape, trigger }: Pick<Rule, "shape" | "trigger">,
  kept: readonly HuntEvent[],
): { readonly found: readonly HuntEvent[]; readonly unwanted: readonly HuntEvent[] } {
  return shape === "events" || !trigger || meetsTrigger(trigger, kept.length)
    ? { found: kept, unwanted: [] }
    : { found: [], unwanted: kept };
}

/** Whether a cell without any row is itself a finding. */
export function wantsNoRows({ shape, trigger }: Pick<Rule, "shape" | "trigger">): boolean {
  return shape === "aggregate" && trigger !== undefined && meetsTrigger(trigger, 0);
}

const WANTED: Readonly<Record<Trigger["operator"], string>> = {
  gt: "more than",
  lt: "fewer than",
  eq: "exactly",
  ne: "any number but",
};

/** What was counted in a cell without rows: `no rows, where fewer than 5 count`. */
export function noRowsText({ trigger }: Pick<Rule, "trigger">): string {
  if (!trigger) return "no rows";
  return `no rows, and ${WANTED[trigger.operator]} ${trigger.threshold} make a finding`;
}
