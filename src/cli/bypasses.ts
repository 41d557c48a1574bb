import { attack } from "../attack/attack.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { WINDOWS } from "../windows/derive.ts";
import type { RuleSummary } from "./summary.ts";

/**
 * The summaries with the shortest line found that passes each plain term that hid something, in
 * place of the usual one.
 */
export function withBypasses(summaries: readonly RuleSummary[]): RuleSummary[] {
  const attacked = new Map<string, IgnoreEntry>();
  const withBypass = (entry: IgnoreEntry): IgnoreEntry => {
    if (!entry.unverified) return entry;
    const known = attacked.get(entry.id) ?? {
      ...entry,
      unverified: attack(entry, WINDOWS)?.line ?? entry.unverified,
    };
    attacked.set(entry.id, known);
    return known;
  };
  return summaries.map((summary) => ({
    ...summary,
    suppressions: summary.suppressions.map(({ event, entry }) => ({
      event,
      entry: withBypass(entry),
    })),
  }));
}
