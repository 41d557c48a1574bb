import type { Attacker } from "../attack/attacker.ts";
import { RUNDLL32_ATTACKER } from "./rundll32/attack/index.ts";

/**
 * The attackers of techniques, one per line; a technique need not have one. They are kept apart
 * from the techniques because the function app contains those, but no attacks.
 */
export const ATTACKERS: readonly Attacker[] = [RUNDLL32_ATTACKER];
