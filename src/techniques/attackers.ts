import type { Attacker } from "../attack/attacker.ts";
import { modelAttacker } from "../attack/models/model-attacker.ts";
import { PROGRAM_MODELS } from "../attack/programs/index.ts";
import { RUNDLL32_ATTACKER } from "./rundll32/attack/index.ts";
import { sourceFor } from "./source.ts";

/**
 * The attackers of techniques, one per line; a technique need not have one. They are kept apart
 * from the techniques because the function app contains those, but no attacks.
 */
export const ATTACKERS: readonly Attacker[] = [RUNDLL32_ATTACKER];

/** The attackers of programs that are known by a model, for rules without a technique. */
export const PROGRAM_ATTACKERS: readonly Attacker[] = PROGRAM_MODELS.map((model) =>
  modelAttacker(model, sourceFor(undefined)),
);
