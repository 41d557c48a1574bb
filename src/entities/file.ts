import type { EntityType } from "../hunt/entity.ts";

export const file: EntityType = {
  identifiers: ["Directory", "Name"],
  complete: (mapped) => mapped,
};
