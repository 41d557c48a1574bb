import { createHash } from "node:crypto";

/** An entity in an incident's list of them. */
export interface ListedEntity {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The ARM name of an entity: equal for the same identifiers. */
export function entityName(entityType: string, identifiers: unknown): string {
  return createHash("sha1")
    .update(`${entityType} ${JSON.stringify(identifiers)}`)
    .digest("hex")
    .slice(0, 32);
}
