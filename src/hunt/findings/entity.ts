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

/** All that is known of one Sentinel entity type. */
export interface EntityType {
  /** Sentinel's name of it. */
  readonly name: string;
  readonly identifiers: readonly string[];
  /** Those that name an entity by themselves, whatever else is known of it. */
  readonly sufficient?: readonly string[];
  /** Its values are names to Windows, which are the same in any case. */
  readonly anyCase?: true;
  /** Reports show it with each finding's evidence already, and do not list it again. */
  readonly inEvidence?: true;
  /**
   * The identifiers to write of those that a rule maps: values normalised, placeholders left out,
   * full names split, and at most three kept, a strong combination before all. None where the
   * values name nothing of this type.
   */
  complete(mapped: readonly Identifier[]): readonly Identifier[];
  /** The entity of another type that the values name where they name none of this one. */
  instead?(mapped: readonly Identifier[]): Entity | undefined;
  /**
   * What a person calls the entity that has these values, by identifier; its first value where
   * that is undefined.
   */
  label?(value: ValueBy): string | undefined;
}

export type ValueBy = (identifier: string) => string | undefined;

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
