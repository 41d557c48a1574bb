import { fieldText, type HuntEvent } from "./event.ts";
import type { EntityMapping } from "./rule.ts";

export interface Identifier {
  readonly identifier: string;
  readonly value: string;
}

/** A Sentinel entity with the values of its identifiers. */
export interface Entity {
  readonly type: string;
  readonly identifiers: readonly Identifier[];
}

/** What is known of one Sentinel entity type. */
export interface EntityType {
  readonly identifiers: readonly string[];
  /** Adds identifiers that follow from the mapped ones (the parts of a full name); at most three are kept. */
  complete(mapped: readonly Identifier[]): readonly Identifier[];
}

export type EntityTypes = ReadonlyMap<string, EntityType>;

/** Sentinel takes at most three identifiers for a mapping. */
const MOST_IDENTIFIERS = 3;

/** The event's entities; a mapping all of whose columns are empty gives none. */
export function entitiesOf(event: HuntEvent, mappings: readonly EntityMapping[], types: EntityTypes): Entity[] {
  return mappings.flatMap(({ entityType, fieldMappings }) => {
    const mapped = fieldMappings
      .map(({ identifier, columnName }) => ({ identifier, value: fieldText(event, columnName) }))
      .filter(({ value }) => value !== "");
    if (mapped.length === 0) return [];
    const complete = types.get(entityType)?.complete(mapped) ?? mapped;
    return [{ type: entityType, identifiers: complete.slice(0, MOST_IDENTIFIERS) }];
  });
}
