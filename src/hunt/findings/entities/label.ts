import type { Entity } from "../entity.ts";
import { ENTITY_TYPES } from "./index.ts";

/** What a person calls the entity, such as `CONTOSO\alice` or `ws1.contoso.com`. */
export function entityLabel({ type, identifiers }: Entity): string {
  const value = (name: string) => identifiers.find(({ identifier }) => identifier === name)?.value;
  return ENTITY_TYPES.get(type)?.label?.(value) ?? identifiers[0]?.value ?? "";
}
