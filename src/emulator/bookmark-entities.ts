import { createHash } from "node:crypto";
import type { Resource } from "./resources.ts";

interface Mapping {
  readonly entityType?: string;
  readonly fieldMappings?: readonly { readonly identifier?: string; readonly value?: string }[];
}

/** The entities mapped by bookmarks, in the form of an incident's list of entities. */
export function bookmarkEntities(bookmarks: readonly Resource[]): object {
  const entities = bookmarks.flatMap(({ id, properties }) =>
    ((properties["entityMappings"] ?? []) as readonly Mapping[]).map(
      ({ entityType = "", fieldMappings = [] }) => {
        const name = createHash("sha1")
          .update(`${entityType} ${JSON.stringify(fieldMappings)}`)
          .digest("hex")
          .slice(0, 32);
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
  const kinds = [...new Set(entities.map(({ kind }) => kind))];
  return {
    entities,
    metaData: kinds.map((entityKind) => ({
      entityKind,
      count: entities.filter(({ kind }) => kind === entityKind).length,
    })),
  };
}
