import { type Condition, fieldsIn } from "../../hunt/conditions/condition.ts";
import type { HiddenLine } from "../attacker.ts";
import { findBinding, isExact } from "../binding.ts";
import { startPart } from "../start-columns.ts";
import type { ProgramModel } from "./program-model.ts";

/** What else an entry must bind, so that the line no longer gets through. */
export function findRemedy(
  { images: [image = ""] }: ProgramModel,
  when: Condition,
  hidden: HiddenLine,
): string {
  const fields = fieldsIn(when);
  const named = (...parts: readonly string[]) =>
    fields.find((field) => parts.includes(startPart(field) ?? ""));
  const isOfParent = named("parentLine") !== undefined && named("line") === undefined;
  if (hidden.image !== undefined)
    return isOfParent
      ? `bind the program (${named("parentImage") ?? "ActingProcessName"} equals ${image})`
      : `bind the program (${named("image") ?? "Process"} equals ${image})`;
  const field = isOfParent ? named("parentLine") : named("line");
  const bound = field === undefined ? undefined : findBinding(when, new RegExp(`^${field}$`));
  return bound !== undefined && isExact(bound)
    ? "the line itself runs what somebody else can replace; do not ignore it"
    : `bind the whole line (${field ?? "CommandLine"} equals it)`;
}
