import type { DeliveryContext } from "../hunt/delivery.ts";
import { kqlString, oneLine } from "../hunt/escape.ts";
import type { GroupKey } from "../hunt/finding.ts";
import { isName } from "../hunt/identity.ts";
import { boundedQuery } from "../hunt/query.ts";
import type { Window } from "../hunt/window.ts";

/** Longest event text in a title or a display name, in code points. */
const TITLE_VALUE = 80;

/** `Rule name: value, value`, every value on one line and made visible; empty ones left out. */
export function groupTitle(name: string, { values }: GroupKey): string {
  const shown = values.map(([, value]) => oneLine(value, TITLE_VALUE)).filter((value) => value !== "");
  return shown.length === 0 ? name : `${name}: ${shown.join(", ")}`;
}

/**
 * KQL that shows a group's events in a window. A column of the query is compared by ==; a derived one by texts that its
 * rows must contain, so that every occurrence is shown, and now and then one more.
 */
export function groupQuery({ values }: GroupKey, window: Window, context: DeliveryContext): string {
  const conditions = values.flatMap(([column, value]) => {
    const needles = context.source.needles(column, value);
    if (needles.length > 0) return needles.map(({ column: field, text }) => `${field} contains ${kqlString(text)}`);
    return isDerived(column) ? [] : [`${column} ${isName(column, context.rule) ? "=~" : "=="} ${kqlString(value)}`];
  });
  return [boundQuery(window, context), ...conditions.map((condition) => `| where ${condition}`)].join("\n");
}

/** The rule's query within a window. */
export function boundQuery(window: Window, { rule, parser }: DeliveryContext): string {
  return boundedQuery(rule, window, parser);
}

function isDerived(column: string): boolean {
  return /^(Parent)?Rundll32/.test(column);
}

/** Labels carry what the stable API has no field for. */
export function labelsOf({ rule }: DeliveryContext): string[] {
  return ["Sentinel Hunts", rule.slug, ...rule.techniques];
}
