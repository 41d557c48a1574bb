import { type Condition, fieldsIn } from "../hunt/conditions/condition.ts";
import type { HuntEvent } from "../hunt/conditions/event.ts";
import { partMatcher } from "../hunt/conditions/part-matcher.ts";
import type { Attacker } from "./attacker.ts";
import { readPart, type StartPart, startPart } from "./start-columns.ts";

/** Reported for an entry that is about programs the attacker does not start. */
export const NO_PROGRAM = "no attacker for this program";

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
  const says = (...parts: readonly StartPart[]) =>
    partMatcher(condition, source, (field) => parts.includes(startPart(field) ?? "line"));
  const starts = says("image", "file");
  const children = says("image", "file", "parentImage", "parentFile");
  const isStart = ({ row }: HuntEvent) => readPart(row, "image").toLowerCase().includes(program);
  if (!events.some((event) => (isStart(event) ? starts : children)(event))) return NO_PROGRAM;
  // Columns that are filled from an attack's own line can have any value that the entry wants.
  const isLine = (field: string) =>
    /[lL]ine$/.test(startPart(field) ?? "") || source.columns.includes(field);
  if (mayHold((field) => !isLine(field))) return undefined;
  const field = fieldsIn(condition).find(
    (one) => !isLine(one) && !mayHold((other) => other === one),
  );
  return noText(field ?? "several columns");
}

/** Reported for an entry that an attacker who knows it could meet, but not from here. */
export function noText(field: string): string {
  return `no text is known that its condition on ${field} holds for`;
}
