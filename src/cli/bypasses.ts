import { findBypass } from "../attack/try-attacks.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { techniqueAttackers } from "./attack/technique-attackers.ts";
import type { RuleSummary } from "./summary.ts";

/**
 * The summaries with the shortest line found that passes each plain term that hid something, in
 * place of the usual one. Only lines of the rule's technique are looked for.
 */
export function withBypasses(summaries: readonly RuleSummary[]): RuleSummary[] {
  const attacked = new Map<string, IgnoreEntry>();
  const withBypass = (entry: IgnoreEntry, { rule }: RuleSummary): IgnoreEntry => {
    if (!entry.unverified) return entry;
    const key = `${rule.hunt.technique ?? ""} ${entry.id}`;
    const line = () => findBypass(entry, techniqueAttackers(rule))?.line ?? entry.unverified;
    const known = attacked.get(key) ?? { ...entry, unverified: line() };
    attacked.set(key, known);
    return known;
  };
  return summaries.map((summary) => ({
    ...summary,
    suppressions: summary.suppressions.map(({ event, entry }) => ({
      event,
      entry: withBypass(entry, summary),
    })),
  }));
}
