import { oneLine } from "../../base/escape.ts";
import { fieldText, type HuntEvent } from "../../conditions/event.ts";

const PLACEHOLDER = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;

/** The columns that a template names, as `{{Column}}`. */
export function columnsIn(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, column = ""]) => column);
}

/**
 * A template with an event's values, each on one line and at most `longest` code points; undefined
 * if a column is empty: as in Sentinel, the usual text then stands in its place. Text of an event
 * that looks like a placeholder stays as it is.
 */
export function fillTemplate(
  template: string,
  event: HuntEvent,
  longest: number,
): string | undefined {
  const values = new Map(
    columnsIn(template).map((column) => [column, oneLine(fieldText(event, column), longest)]),
  );
  if ([...values.values()].includes("")) return undefined;
  return template.replace(PLACEHOLDER, (_, column: string) => values.get(column) ?? "");
}
