import type { Attacker } from "../attack/attacker.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { LoadedRule } from "../rules/read-rule.ts";
import { ATTACKERS } from "../techniques/attackers.ts";

/**
 * What can attack an entry: the attackers of the techniques that its rules name. An entry whose
 * rules are not there is attacked by all.
 */
export function attackersFor(
  { rules }: Pick<IgnoreEntry, "rules">,
  loaded: readonly LoadedRule[],
): readonly Attacker[] {
  const own = loaded.filter(({ rule }) => rules === "all" || rules.includes(rule.slug));
  return own.length === 0 ? ATTACKERS : attackersOn(own.map(({ rule }) => rule));
}

/** The attackers of the techniques that rules name. */
export function attackersOn(rules: readonly Pick<Rule, "hunt">[]): readonly Attacker[] {
  return ATTACKERS.filter(({ program }) => rules.some(({ hunt }) => hunt.technique === program));
}
