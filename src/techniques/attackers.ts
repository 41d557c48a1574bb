import type { Attacker } from "../attack/attacker.ts";
import { modelAttacker } from "../attack/models/model-attacker.ts";
import { PROGRAM_MODELS } from "../attack/programs/index.ts";
import { RUNDLL32_ATTACKER } from "./rundll32/attack/index.ts";
import { sourceFor } from "./source.ts";

/**
 * The attackers of techniques, one per line, and those of the other programs that are known by a
 * model (src/attack/programs); a technique need not have one. They are kept apart from the techniques
 * because the function app contains those, but no attacks.
 */
export const ATTACKERS: readonly Attacker[] = [
  RUNDLL32_ATTACKER,
  ...PROGRAM_MODELS.map((model) => modelAttacker(model, sourceFor(undefined))),
];
