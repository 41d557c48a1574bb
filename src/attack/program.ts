import { type Condition, fieldsIn } from "../hunt/conditions/condition.ts";
import { fieldText, type HuntEvent } from "../hunt/conditions/event.ts";
import { partMatcher } from "../hunt/conditions/part-matcher.ts";
import type { Attacker } from "./attacker.ts";

/** Reported for an entry that is about programs the attacker does not start. */
export const NO_PROGRAM = "no attacker for this program";

/** Columns that say which program was started. */
const PROGRAM = /^(?:Target)?Process(?:Name)?$/;

/**
 * Why the condition holds for none of the events, whatever command line the attack has; undefined
 * if it can hold for one. An attack is a start of the attacker's program, or a program that it
 * starts.
 */
export function unmetBy(
  condition: Condition,
  events: readonly HuntEvent[],
  { program, source }: Pick<Attacker, "program" | "source">,
): string | undefined {
  const mayHold = (wanted: (field: string) => boolean) =>
    events.some(partMatcher(condition, source, wanted));
  const starts = partMatcher(condition, source, (field) => PROGRAM.test(field));
  const children = partMatcher(
    condition,
    source,
    (field) => PROGRAM.test(field) || field === "ActingProcessName",
  );
  const isStart = (event: HuntEvent) => fieldText(event, "Process").toLowerCase().includes(program);
  if (!events.some((event) => (isStart(event) ? starts : children)(event))) return NO_PROGRAM;
  // Columns that are filled from an attack's own line can have any value that the entry wants.
  const isLine = (field: string) => field.endsWith("CommandLine") || source.columns.includes(field);
  if (mayHold((field) => !isLine(field))) return undefined;
  const field = fieldsIn(condition).find(
    (one) => !isLine(one) && !mayHold((other) => other === one),
  );
  return `no text is known that its condition on ${field ?? "several columns"} holds for`;
}
