import { type Column, constantColumn, renameColumn } from "../columns/column.ts";
import { KqlError } from "../errors.ts";
import { evaluateTable } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { limit } from "../limits.ts";
import type { Expression, OperatorOf } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { missing } from "../values/types.ts";
import { type MergedColumn, mergeSchemas } from "./merge-schemas.ts";
import { stackColumns, stackLegs } from "./stack-columns.ts";

interface Leg {
  readonly name: string;
  readonly table: Table;
}

/**
 * The rows of all legs, with columns matched by name. A column missing from a leg is null there
 * (empty for a string). With `isfuzzy=true`, legs that name an unknown table are skipped.
 */
export function union(
  operator: OperatorOf<"union">,
  input: Table | undefined,
  context: Context,
): Table {
  const legs = operator.sources.flatMap((source, index) =>
    resolveLegs(source, index, operator.fuzzy, context),
  );
  const all = input ? [{ name: "union_arg0", table: input }, ...legs] : legs;
  const named = operator.withSource
    ? all.map((leg) => withSource(leg, operator.withSource ?? ""))
    : all;
  const tables = named.map(({ table }) => table);
  const schema = mergeSchemas(
    tables.map(({ columns }) => columns),
    operator.inner,
  );
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  limit("rows", length, operator);
  return combineTables(tables, length, schema);
}

function resolveLegs(source: Expression, index: number, fuzzy: boolean, context: Context): Leg[] {
  try {
    const own =
      source.kind === "name" &&
      context.scope.lookup(source.name)?.kind === "table" &&
      !isLet(source.name, context);
    return [
      { name: own ? source.name : `union_arg${index}`, table: evaluateTable(source, context) },
    ];
  } catch (error) {
    if (fuzzy && error instanceof KqlError && (error.code === "KS204" || error.code === "KS211"))
      return [];
    throw error;
  }
}

/** `withsource` gives the names of tables; a `let` variable is named by its position instead. */
function isLet(name: string, { scope, database }: Context): boolean {
  return scope.lookup(name) !== database.lookup(name);
}

function withSource({ name, table }: Leg, column: string): Leg {
  return {
    name,
    table: {
      length: table.length,
      columns: [constantColumn(column, "string", name), ...table.columns],
    },
  };
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
