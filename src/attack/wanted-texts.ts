import { type Condition, leavesIn } from "../hunt/conditions/condition.ts";
import { sampleTexts } from "./sample.ts";

/** Lines are adapted only to texts that are shorter than this. */
const LONGEST = 300;

/** Texts that satisfy what a condition says about some fields, without duplicates. */
export function wantedTexts(when: Condition, isField: (field: string) => boolean): string[] {
  const texts = leavesIn(when)
    .filter(({ field }) => isField(field))
    .flatMap(sampleTexts);
  return [...new Set(texts)].filter((text) => text !== "" && text.length < LONGEST);
}
