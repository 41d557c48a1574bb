import type { ColumnSchema } from "../values/types.ts";

/** A column of a union, and the name it has in the tables that it comes from. */
export interface MergedColumn extends ColumnSchema {
  readonly from: string;
}

/**
 * The columns of several tables, matched by name, in the order in which they first occur. A name
 * that occurs with several types becomes one column for each, named `name_type`. With `inner`,
 * only names that all tables have remain.
 */
export function mergeSchemas(
  schemas: readonly (readonly ColumnSchema[])[],
  inner: boolean,
): MergedColumn[] {
  const types = new Map<string, Set<ColumnSchema["type"]>>();
  for (const schema of schemas) {
    for (const { name, type } of schema) types.set(name, (types.get(name) ?? new Set()).add(type));
  }
  const names = [...types.keys()].filter(
    (name) => !inner || schemas.every((schema) => schema.some((column) => column.name === name)),
  );
  return names.flatMap((from) => {
    const kinds = [...(types.get(from) ?? [])];
    return kinds.length === 1
      ? kinds.map((type) => ({ name: from, from, type }))
      : kinds.map((type) => ({ name: `${from}_${type}`, from, type }));
  });
}
