import type { EntityType } from "../hunt/entity.ts";

export const process: EntityType = {
  identifiers: ["ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc"],
  complete: (mapped) => mapped,
};
