import type { Rule, Severity } from "./rule.ts";

/** What new incidents of a rule are given when the app creates them itself. */
export interface Handover {
  /** The severities of the incidents, which their bands choose; undefined for all. */
  readonly severities?: readonly Severity[] | undefined;
  /** The object id of a user or group in Entra. */
  readonly owner?: string | undefined;
  readonly labels: readonly string[];
}

/** Owner and labels of a new incident: each item applies in turn, so the last owner counts. */
export function handoverFor(
  { handover = [] }: Pick<Rule, "handover">,
  severity: Severity,
): { readonly owner: string | undefined; readonly labels: readonly string[] } {
  const own = handover.filter(({ severities }) => severities?.includes(severity) ?? true);
  return {
    owner: own.findLast(({ owner }) => owner !== undefined)?.owner,
    labels: own.flatMap(({ labels }) => labels),
  };
}
