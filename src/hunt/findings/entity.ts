import { fieldText, type HuntEvent } from "../conditions/event.ts";
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
  /**
   * The identifiers to write of those that a rule maps: values normalised, placeholders left out,
   * full names split, and at most three kept, a strong combination before all. None where the
   * values name nothing of this type.
   */
  complete(mapped: readonly Identifier[]): readonly Identifier[];
  /** The entity of another type that the values name where they name none of this one. */
  instead?(mapped: readonly Identifier[]): Entity | undefined;
}

export type EntityTypes = ReadonlyMap<string, EntityType>;

/** The event's entities; a mapping whose columns are empty or placeholders gives none. */
export function entitiesOf(
  event: HuntEvent,
  mappings: readonly EntityMapping[],
  types: EntityTypes,
): Entity[] {
  return mappings.flatMap(({ entityType, fieldMappings }) => {
    const mapped = fieldMappings
      .map(({ identifier, columnName }) => ({ identifier, value: fieldText(event, columnName) }))
      .filter(({ value }) => value !== "");
    const type = types.get(entityType);
    const identifiers = type ? type.complete(mapped) : mapped;
    if (identifiers.length > 0) return [{ type: entityType, identifiers }];
    return type?.instead?.(mapped) ?? [];
  });
}
