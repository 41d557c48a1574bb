import { fieldsIn } from "../hunt/conditions/condition.ts";
import { columnsIn } from "../hunt/delivery/kinds/template.ts";
import type { Rule } from "../hunt/findings/rule.ts";

/** A column that a rule needs. */
export interface NamedColumn {
  readonly column: string;
  /** The field that names it, as people write it. */
  readonly by: string;
  /** Where that field is in the rule's file. */
  readonly at: readonly PropertyKey[];
}

/** The columns that are named in a rule's fields other than its query. */
export function namedColumns(rule: Rule): NamedColumn[] {
  const { entityMappings, hunt, findingName = "", findingText = "" } = rule;
  const by = (columns: readonly string[], ...at: readonly string[]) =>
    columns.map((column) => ({ column, by: at.join("."), at }));
  return [
    ...by(
      entityMappings.flatMap(({ fieldMappings }) =>
        fieldMappings.map(({ columnName }) => columnName),
      ),
      "entityMappings",
    ),
    // The findings of a rule that merges rows have the time of their cell.
    ...by(rule.shape === "events" ? [hunt.time] : [], "hunt", "time"),
    ...by(hunt.key, "hunt", "key"),
    ...by(hunt.group, "hunt", "group"),
    ...by(hunt.refine.known, "hunt", "refine", "known"),
    ...by(
      hunt.features.flatMap(({ when }) => fieldsIn(when)),
      "hunt",
      "features",
    ),
    ...by(hunt.refine.when ? fieldsIn(hunt.refine.when) : [], "hunt", "refine", "when"),
    ...by(columnsIn(findingName), "alertDetailsOverride", "alertDisplayNameFormat"),
    ...by(columnsIn(findingText), "alertDetailsOverride", "alertDescriptionFormat"),
  ];
}
