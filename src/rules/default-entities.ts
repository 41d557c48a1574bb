import type { RuleFile } from "./schema.ts";

/** The columns by which older hunting queries map entities. */
const COLUMNS: readonly (readonly [column: string, entityType: string, identifier: string])[] = [
  ["AccountCustomEntity", "Account", "FullName"],
  ["HostCustomEntity", "Host", "FullName"],
  ["IPCustomEntity", "IP", "Address"],
];

/** Columns of entity types that are not known here. */
const UNUSED_COLUMNS = ["URLCustomEntity", "FileHashCustomEntity"];

export interface DefaultEntities {
  readonly mappings: RuleFile["entityMappings"];
  readonly unused: readonly string[];
}

/** The mappings of a rule that has none, from the columns of its result. */
export function defaultEntities(columns: readonly string[]): DefaultEntities {
  const mappings = COLUMNS.filter(([column]) => columns.includes(column)).map(
    ([columnName, entityType, identifier]) => ({
      entityType,
      fieldMappings: [{ identifier, columnName }],
    }),
  );
  return { mappings, unused: UNUSED_COLUMNS.filter((column) => columns.includes(column)) };
}
