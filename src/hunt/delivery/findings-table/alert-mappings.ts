import type { Entity, EntityTypes, Identifier } from "../../findings/entity.ts";
import type { Rule } from "../../findings/rule.ts";

/** One entity mapping of an analytics rule; an alert has its entity if its columns are filled. */
export interface AlertMapping {
  readonly entityType: string;
  readonly fieldMappings: readonly {
    readonly identifier: string;
    readonly columnName: string;
  }[];
}

/** Sentinel takes at most ten mappings in a rule. Source: Microsoft Sentinel service limits. */
const MOST_MAPPINGS = 10;

/** One form of an entity type that a rule maps: its key in a row's Entities, and its identifiers. */
interface MappedForm {
  readonly entityType: string;
  readonly key: string;
  readonly identifiers: readonly string[];
}

/**
 * An analytics rule maps fixed columns, at most three for an entity, while which identifiers are
 * known differs from event to event: so each form of an entity type (EntityType.forms) is a mapping
 * of its own, and a row fills the columns of one form.
 */
function mappedForms(
  { entityMappings }: Pick<Rule, "entityMappings">,
  types: EntityTypes,
): MappedForm[] {
  const mapped = entityMappings.map(({ entityType }) => entityType);
  const names = new Set([
    ...mapped,
    ...mapped.flatMap((name) => types.get(name)?.insteadType ?? []),
  ]);
  return [...names]
    .flatMap((entityType) =>
      (types.get(entityType)?.forms ?? []).map((identifiers, index) => ({
        entityType,
        key: `${entityType}${index}`,
        identifiers,
      })),
    )
    .slice(0, MOST_MAPPINGS);
}

/** The entity mappings of a rule's analytics rule. */
export function alertMappings(
  rule: Pick<Rule, "entityMappings">,
  types: EntityTypes,
): AlertMapping[] {
  return mappedForms(rule, types).map(({ entityType, key, identifiers }) => ({
    entityType,
    fieldMappings: identifiers.map((identifier) => ({
      identifier,
      columnName: `${key}${identifier}`,
    })),
  }));
}

/** KQL that makes the columns of these mappings from a row's Entities. */
export function alertColumns(
  rule: Pick<Rule, "entityMappings">,
  types: EntityTypes,
): readonly string[] {
  return mappedForms(rule, types).flatMap(({ key, identifiers }) =>
    identifiers.map((one) => `${key}${one} = tostring(Entities["${key}"]["${one}"])`),
  );
}

/** The entities of a row as its column Entities has them: identifiers by type and form. */
export type AlertEntities = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The first entity of each type, in the form that shows most of its identifiers; of equal ones the
 * first, which is the strongest.
 */
export function alertEntities(entities: readonly Entity[], types: EntityTypes): AlertEntities {
  const filled: Record<string, Record<string, string>> = {};
  const done = new Set<string>();
  for (const { type, identifiers } of entities) {
    const forms = types.get(type)?.forms ?? [];
    if (done.has(type) || forms.length === 0) continue;
    done.add(type);
    const shown = forms.map((form) => identifiers.filter((one) => form.includes(one.identifier)));
    const most = Math.max(...shown.map((one) => one.length));
    const best = shown.findIndex((one) => one.length === most);
    if (most > 0) filled[`${type}${best}`] = named(shown[best] ?? []);
  }
  return filled;
}

function named(identifiers: readonly Identifier[]): Record<string, string> {
  return Object.fromEntries(identifiers.map(({ identifier, value }) => [identifier, value]));
}
