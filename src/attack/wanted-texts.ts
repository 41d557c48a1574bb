import { type Condition, leavesIn } from "../hunt/conditions/condition.ts";
import { sampleTexts } from "./sample.ts";

/** Lines are not adapted to longer texts. */
const LONGEST = 300;

/** Texts that satisfy what a condition says of some fields, each once. */
export function wantedTexts(when: Condition, isField: (field: string) => boolean): string[] {
  const texts = leavesIn(when)
    .filter(({ field }) => isField(field))
    .flatMap(sampleTexts);
  return [...new Set(texts)].filter((text) => text !== "" && text.length < LONGEST);
}
