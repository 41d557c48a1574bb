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
  readonly identifiers: readonly string[];
  /**
   * The identifiers to write, from those that a rule maps: values are normalised, placeholders
   * removed and full names split. At most three remain, with a strong combination preferred. Empty
   * if the values do not identify an entity of this type.
   */
  complete(mapped: readonly Identifier[]): readonly Identifier[];
  /** The entity of another type that the values identify, if they identify none of this type. */
  instead?(mapped: readonly Identifier[]): Entity | undefined;
}

export type EntityTypes = ReadonlyMap<string, EntityType>;

/** The entities of an event. A mapping whose columns are empty or placeholders yields none. */
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
