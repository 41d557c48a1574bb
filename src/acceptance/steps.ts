import type { Acceptance, Line } from "./acceptance.ts";
import { askAttachments } from "./ask-attachments.ts";
import { askIncident } from "./ask-incident.ts";
import { askQueries } from "./ask-queries.ts";
import { clear } from "./clear.ts";
import { fillIncident } from "./fill.ts";
import { look } from "./look.ts";
import { requireWritten } from "./require-written.ts";
import { writeMarked } from "./write.ts";

/**
 * The steps of a run, each short enough for one HTTP request. They share no memory: each derives
 * what it needs from the run's ids and from what exists in Sentinel.
 */
export const STEPS = {
  write: writeMarked,
  async ask(acceptance: Acceptance): Promise<Line[]> {
    await requireWritten(acceptance);
    return [...(await askIncident(acceptance)), ...(await askAttachments(acceptance))];
  },
  async fill(acceptance: Acceptance): Promise<Line[]> {
    await requireWritten(acceptance);
    return fillIncident(acceptance);
  },
  queries: askQueries,
  look,
  clear,
} as const satisfies Readonly<Record<string, (acceptance: Acceptance) => Promise<Line[]>>>;

export type Step = keyof typeof STEPS;

/** Steps that write nothing. */
export const READING: readonly Step[] = ["queries", "look"];

export function isStep(text: string): text is Step {
  return Object.hasOwn(STEPS, text);
}
