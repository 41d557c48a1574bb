import type { Attacker } from "../../attack/attacker.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { ATTACKERS } from "../../techniques/attackers.ts";

/** The attackers of the technique that a rule names; none if it names none. */
export function techniqueAttackers({ hunt }: Pick<Rule, "hunt">): readonly Attacker[] {
  return ATTACKERS.filter(({ program }) => program === hunt.technique);
}
