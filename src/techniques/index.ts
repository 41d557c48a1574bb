import { RUNDLL32 } from "./rundll32/index.ts";
import type { Technique } from "./technique.ts";

/** The techniques that a rule may name. A new one is one folder and one line here. */
const ALL: readonly Technique[] = [RUNDLL32];

/** The techniques by the name that rules use. */
export const TECHNIQUES: ReadonlyMap<string, Technique> = new Map(
  ALL.map((technique) => [technique.program, technique]),
);
