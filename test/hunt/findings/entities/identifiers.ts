import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";

/**
 * The identifiers of a mapping as `Name=value`, with `Type ` before them where another type is
 * written instead.
 */
export function written(type: string, mapped: Readonly<Record<string, string>>): string[] {
  const known = ENTITY_TYPES.get(type)!;
  const values = Object.entries(mapped).map(([identifier, value]) => ({ identifier, value }));
  const identifiers = known.complete(values);
  const instead = identifiers.length > 0 ? undefined : known.instead?.(values);
  const shown = (all: readonly { identifier: string; value: string }[]) =>
    all.map(({ identifier, value }) => `${identifier}=${value}`);
  return instead
    ? shown(instead.identifiers).map((one) => `${instead.type} ${one}`)
    : shown(identifiers);
}
