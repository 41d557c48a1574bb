import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { LoadedRule } from "../rules/load.ts";

/**
 * Whether one of an entry's rules looks for rundll32, or for what it starts: that is what the
 * attacker can be.
 */
export function attackable({ rules }: IgnoreEntry, loaded: readonly LoadedRule[]): boolean {
  const own = loaded.filter(({ rule }) => rules === "all" || rules.includes(rule.slug));
  return own.length === 0 || own.some(({ rule }) => /rundll32/i.test(rule.query));
}
