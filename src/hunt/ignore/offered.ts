import { cellAt, DAY } from "../base/window.ts";

/** Marks in an offered entry what a person has to write; until then, the entry hides nothing. */
export const TO_FILL = "FILL-IN";

/** From this risk on, a use must be investigated before anybody ignores it. */
export const HIGH_RISK = 50;

/** Days until an offered entry expires, not counting the first; 90 is usual. */
const OFFERED_DAYS = 90;

/** When an entry offered at a time expires: the end of its last day, ms. */
export function offeredEnd(time: number): number {
  return cellAt(time, DAY).to + OFFERED_DAYS * DAY;
}
