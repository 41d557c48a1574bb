import type { EntityType } from "../hunt/entity.ts";

export const ip: EntityType = {
  identifiers: ["Address", "AddressScope"],
  complete: (mapped) => mapped,
};
