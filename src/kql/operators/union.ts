import { type Column, constantColumn, renameColumn } from "../columns/column.ts";
import { KqlError, type Span, unsupported } from "../errors.ts";
import type { Context } from "../evaluate/scope.ts";
import { limit } from "../limits.ts";
import type { OperatorOf } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { missing } from "../values/types.ts";
import { inputLeg, type Leg, resolveLegs, withSource } from "./legs.ts";
import { type MergedColumn, mergeSchemas } from "./merge-schemas.ts";
import { stackColumns, stackLegs } from "./stack-columns.ts";

type Union = OperatorOf<"union">;

/**
 * The rows of all legs, with columns matched by name. A column missing from a leg is null there
 * (empty for a string). With `isfuzzy=true`, legs that name an unknown table are skipped.
 */
export function union(operator: Union, input: Table | undefined, context: Context): Table {
  const { sources, withSource: column } = operator;
  const before = input ? [inputLeg(input, PREFIX, context)] : [];
  const legs = sources.flatMap((source, index) =>
    unlessMissing(operator.fuzzy, () =>
      resolveLegs(source, { prefix: PREFIX, place: before.length + index }, context),
    ),
  );
  const all = [...before, ...legs];
  if (column) refuseTakenName(column, all, operator);
  const tables = all.map((leg) => (column ? withSource(leg, column) : leg.table));
  return unionTables(tables, operator.inner, operator);
}

const PREFIX = "union_arg";

/** Nobody documents which of the two columns Kusto keeps, and Microsoft's binder keeps both. */
function refuseTakenName(column: string, legs: readonly Leg[], at: Span): void {
  if (legs.some(({ table }) => columnNamed(table, column)))
    throw unsupported(`'withsource=${column}' of a table that has a column ${column}`, at);
}

/** With `isfuzzy=true`, a table or function that does not exist is none. */
function unlessMissing(fuzzy: boolean, resolve: () => Leg[]): Leg[] {
  try {
    return resolve();
  } catch (error) {
    if (fuzzy && error instanceof KqlError && (error.code === "KS204" || error.code === "KS211"))
      return [];
    throw error;
  }
}

/** The tables one below the other. @throws KqlError (`runtime`) if they have too many rows */
export function unionTables(tables: readonly Table[], inner: boolean, at: Span): Table {
  const schema = mergeSchemas(
    tables.map(({ columns }) => columns),
    inner,
  );
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  limit("rows", length, at);
  return combineTables(tables, length, schema);
}

function combineTables(
  tables: readonly Table[],
  length: number,
  schema: readonly MergedColumn[],
): Table {
  const filled = tables.filter((table) => table.length > 0);
  if (filled.length === 1 && filled[0])
    return { length, columns: schema.map((column) => legColumn(filled[0] as Table, column)) };
  const stack = stackLegs(filled.map((table) => table.length));
  const columns = schema.map((column) =>
    stackColumns(
      column,
      filled.map((table) => ({ column: legColumn(table, column), length: table.length })),
      stack,
    ),
  );
  return { length, columns };
}

function legColumn(table: Table, { name, from, type }: MergedColumn): Column {
  const column = columnNamed(table, from);
  return column && column.type === type
    ? renameColumn(column, name)
    : constantColumn(name, type, missing(type));
}
