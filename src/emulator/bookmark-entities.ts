import { entityName, type ListedEntity } from "./listed-entity.ts";
import type { Resource } from "./resources.ts";

interface Mapping {
  readonly entityType?: string;
  readonly fieldMappings?: readonly { readonly identifier?: string; readonly value?: string }[];
}

/** The entities mapped by bookmarks. */
export function bookmarkEntities(bookmarks: readonly Resource[]): ListedEntity[] {
  return bookmarks.flatMap(({ id, properties }) =>
    ((properties["entityMappings"] ?? []) as readonly Mapping[]).map(
      ({ entityType = "", fieldMappings = [] }) => {
        const name = entityName(entityType, fieldMappings);
        const root = id.slice(0, id.toLowerCase().lastIndexOf("/bookmarks/"));
        const friendlyName = fieldMappings[0]?.value ?? "";
        return {
          id: `${root}/Entities/${name}`,
          name,
          type: "Microsoft.SecurityInsights/Entities",
          kind: entityType,
          properties: { friendlyName },
        };
      },
    ),
  );
}
