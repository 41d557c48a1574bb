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

/** How to fill one Sentinel entity type. */
export interface EntityType {
  /** Sentinel's name of it. */
  readonly name: string;
  readonly identifiers: readonly string[];
  /** Those that name an entity by themselves, whatever else is known of it. */
  readonly sufficient?: readonly string[];
  /**
   * Sets of at most three identifiers, strong ones first, in which an analytics rule maps it: which
   * of them are known differs from event to event.
   */
  readonly forms: readonly (readonly string[])[];
  /** The type of the entity that `instead` gives. */
  readonly insteadType?: string;
  /** Its values are names to Windows, which are the same in any case. */
  readonly anyCase?: true;
  /** Reports show it with each finding's evidence already, and do not list it again. */
  readonly inEvidence?: true;
  /**
   * The identifiers to write, from those that a rule maps: values are normalised, placeholders
   * removed and full names split. At most three remain, with a strong combination preferred. Empty
   * if the values do not identify an entity of this type.
   */
  complete(mapped: readonly Identifier[]): readonly Identifier[];
  /** The entity of another type that the values identify, if they identify none of this type. */
  instead?(mapped: readonly Identifier[]): Entity | undefined;
  /**
   * What a person calls the entity that has these values, by identifier; its first value where
   * that is undefined.
   */
  label?(value: ValueBy): string | undefined;
}

export type ValueBy = (identifier: string) => string | undefined;

export type EntityTypes = ReadonlyMap<string, EntityType>;

/** The entities of an event. A mapping whose columns are empty or placeholders yields none. */
export function mapEntities(
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
