import { constantColumn } from "../columns/column.ts";
import { KqlError, type Span } from "../errors.ts";
import { evaluateTable } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { matchAny } from "../name-pattern.ts";
import type { Expression } from "../nodes.ts";
import type { Table } from "../table.ts";

/** A table that `union`, `search` or `find` reads, and what `withsource` calls it. */
export interface Leg {
  readonly name: string;
  readonly table: Table;
}

/**
 * The tables that a source names; several for a pattern. A table of the database and rows named by
 * `as` have their names, anything else `prefix` and its place.
 * @throws KqlError (KS204) for a pattern that matches no table
 */
export function resolveLegs(
  source: Expression,
  { prefix, place }: { readonly prefix: string; readonly place: number },
  context: Context,
): Leg[] {
  if (source.kind === "wildcard") return wildcardLegs(source, context);
  const name = nameOf(source, context) ?? `${prefix}${place}`;
  return [{ name, table: evaluateTable(source, context) }];
}

/** The rows to the left of an operator as its first leg. */
export function inputLeg(table: Table, prefix: string, { inputName }: Context): Leg {
  return { name: inputName ?? `${prefix}0`, table };
}

/** All tables of the database. */
export function allLegs(context: Context, at: Span): Leg[] {
  return wildcardLegs({ pattern: "*", ...at }, context);
}

function wildcardLegs(
  { pattern, start, end }: Span & { readonly pattern: string },
  context: Context,
): Leg[] {
  const at = { start, end };
  const names = context.database.tables.filter(matchAny([pattern]));
  if (names.length === 0)
    throw new KqlError(
      "semantic",
      `The name '${pattern}' does not refer to any known table.`,
      at,
      "KS204",
    );
  const inDatabase = { ...context, scope: context.database };
  return names.map((name) => ({
    name,
    table: evaluateTable({ kind: "name", name, ...at }, inDatabase),
  }));
}

/** What a tabular expression is called: a table of the database, or rows named by `as`. */
export function nameOf(source: Expression | undefined, context: Context): string | undefined {
  if (source?.kind === "pipe" && source.operator.kind === "as") return source.operator.name;
  if (source?.kind !== "name") return undefined;
  const { scope, database } = context;
  const own = database.lookup(source.name);
  return own?.kind === "table" && scope.lookup(source.name) === own ? source.name : undefined;
}

/** The table with a first column that says what it is called. */
export function withSource({ name, table }: Leg, column: string): Table {
  return {
    length: table.length,
    columns: [constantColumn(column, "string", name), ...table.columns],
  };
}
