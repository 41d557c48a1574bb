import type { Attacker } from "../../attack/attacker.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { ATTACKERS } from "../../techniques/attackers.ts";
import { sourceFor } from "../../techniques/source.ts";

/**
 * The attackers of the technique that a rule names; none if it names none. One that knows no more of
 * the program than a model does cannot derive the technique's columns.
 */
export function techniqueAttackers({ hunt }: Pick<Rule, "hunt">): readonly Attacker[] {
  return ATTACKERS.filter(
    ({ program, source }) => program === hunt.technique && source === sourceFor(program),
  );
}
