import {
  type ColumnSchema,
  constantColumn,
  type DatabaseTable,
  missing,
  type ScalarType,
} from "../kql/index.ts";

/** A table with more columns than are documented: each service that writes to it adds its own. */
export const OPEN_TABLE = "AzureDiagnostics";

/** The type of an added column, by the suffix that its name ends in. */
const TYPES: Readonly<Record<string, ScalarType>> = {
  s: "string",
  d: "real",
  g: "string",
  b: "bool",
  t: "datetime",
};

/**
 * The table with the columns that a query names and whose suffixes say what they hold: without
 * values, where the data does not have them.
 */
export function withNamedColumns(table: DatabaseTable, words: ReadonlySet<string>): DatabaseTable {
  const there = new Set(table.columns.map(({ name }) => name));
  const added = [...words].flatMap((name): ColumnSchema[] => {
    const type = TYPES[/^[A-Za-z]\w*_([sdgbt])$/.exec(name)?.[1] ?? ""];
    return type === undefined || there.has(name) ? [] : [{ name, type }];
  });
  if (added.length === 0) return table;
  return {
    name: table.name,
    columns: [...table.columns, ...added],
    rows(scope) {
      const { length, columns } = table.rows(scope);
      const empty = added.map(({ name, type }) => constantColumn(name, type, missing(type)));
      return { length, columns: [...columns, ...empty] };
    },
  };
}
