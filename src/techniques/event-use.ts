import type { FieldCondition } from "../hunt/conditions/condition.ts";
import { type EventUse, fieldText, type HuntEvent } from "../hunt/conditions/event.ts";
import { ownColumn, parentColumn, techniqueDeriving } from "./derived-column.ts";
import type { LineUse, Technique, ValuesIn } from "./technique.ts";

/**
 * The column that identifies the use that an event is of: the template of its own line or of its
 * parent's, or its command line.
 */
export function useColumn(event: HuntEvent, technique: Technique | undefined): string {
  if (!technique) return "CommandLine";
  const { template } = technique.use;
  return (
    [template, parentColumn(template)].find((name) => fieldText(event, name) !== "") ??
    "CommandLine"
  );
}

/** The columns from which an entry for a use is made, by the column that identifies the use. */
export function listUseFields(column: string): readonly string[] {
  const bound = techniqueDeriving(column)?.use.bound;
  if (!bound) return ["Process", "CommandLine", "ActingProcessName"];
  return ownColumn(column) === column
    ? ["Process", ...bound, "ActingProcessName"]
    : ["ActingProcessName", ...bound.map(parentColumn)];
}

/**
 * Those of the columns that an entry for a use binds: they say something, and no other column says
 * the same in one way. `textsIn` are the texts that a column has in the events of the use.
 */
export function boundFields(column: string, textsIn: ValuesIn): string[] {
  const own = (name: string) =>
    textsIn(listUseFields(column).find((field) => ownColumn(field) === name) ?? "");
  return listUseFields(column).filter((field) => {
    const technique = techniqueDeriving(field)?.use;
    const says =
      textsIn(field).some((text) => text !== "") ||
      (technique?.tellEmpty.includes(ownColumn(field)) ?? false);
    return says && !(technique && isBoundInstead(field, technique, own));
  });
}

/** Whether another column, which says the same in one way, has a value in every line of the use. */
function isBoundInstead(field: string, { boundInstead }: LineUse, textsIn: ValuesIn): boolean {
  const texts = textsIn(boundInstead[ownColumn(field)] ?? "");
  return texts.length > 0 && texts.every((text) => text !== "");
}

/** How a technique reads an event, and the condition of an entry for events like it. */
export function describeUse(event: HuntEvent, technique: Technique | undefined): EventUse {
  const column = useColumn(event, technique);
  const own = techniqueDeriving(column);
  const facts = listUseFields(column)
    .filter((field) => techniqueDeriving(field))
    .map((field) => [field, fieldText(event, field)] as const)
    .filter(([, text]) => text !== "");
  const parent = ownColumn(column) === column ? (name: string) => name : parentColumn;
  const bound = boundFields(column, (field) => (field ? [fieldText(event, field)] : []));
  // A parent may start other programs as well.
  const fields = bound.includes("Process") ? bound : ["Process", ...bound];
  const all = fields.map(
    (field): FieldCondition => ({ field, op: "equals", value: fieldText(event, field) }),
  );
  const image = fieldText(event, ownColumn(column) === column ? "Process" : "ActingProcessName");
  const refusal =
    own?.use.refusal((name) => [fieldText(event, parent(name))], [image]) ??
    explainLack(all, own ? undefined : "CommandLine");
  return { facts, condition: { all }, refusal };
}

/** Why a condition would be refused, or could not be written; undefined if it can. */
function explainLack(all: readonly FieldCondition[], needed: string | undefined) {
  const empty = (name: string) => all.every(({ field, value }) => field !== name || value === "");
  if (empty("Process") || (needed && empty(needed))) return "too little is known about it";
  return all.some(({ value }) => /[\t\r\n]/.test(String(value)))
    ? "it holds a tab or a line break"
    : undefined;
}
