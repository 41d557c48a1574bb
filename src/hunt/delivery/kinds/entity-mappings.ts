import { limitText, utf8Length, wellFormed } from "../../base/limit-text.ts";
import { ENTITY_TYPES } from "../../findings/entities/index.ts";
import type { Entity, Identifier } from "../../findings/entity.ts";
import type { BookmarkWrite } from "../write.ts";
import { LIMITS } from "./limits.ts";

type EntityMapping = BookmarkWrite["entityMappings"][number];

/**
 * A bookmark's entity mappings. A command line that is too long is cut. Any other identifier that
 * is too long is left out, since its start would name a different entity; and so are the
 * identifiers beside it that do not identify the entity without it.
 */
export function entityMappings(entities: readonly Entity[]): EntityMapping[] {
  let room: number = LIMITS.mappings;
  return entities.flatMap(({ type, identifiers }) => {
    const fieldMappings = keptIdentifiers(identifiers, ENTITY_TYPES.get(type)?.sufficient ?? []);
    const mapping = { entityType: type, fieldMappings };
    const bytes = utf8Length(JSON.stringify(mapping));
    if (fieldMappings.length === 0 || bytes > room) return [];
    room -= bytes;
    return [mapping];
  });
}

function keptIdentifiers(
  identifiers: readonly Identifier[],
  sufficient: readonly string[],
): Identifier[] {
  const values = identifiers.map(({ identifier, value }) => {
    const text = wellFormed(value);
    return {
      identifier,
      value: identifier === "CommandLine" ? limitText(text, LIMITS.commandLine) : text,
    };
  });
  const fits = ({ identifier, value }: Identifier) =>
    identifier === "CommandLine" || value.length <= LIMITS.identifier;
  return values.every(fits)
    ? values
    : values.filter((one) => fits(one) && sufficient.includes(one.identifier));
}
