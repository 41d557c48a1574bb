import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";
import { allLegs, inputLeg, resolveLegs, withSource } from "./legs.ts";
import { unionTables } from "./union.ts";
import { filterRows } from "./where.ts";

const PREFIX = "search_arg";

/** The rows of all tables for which a condition holds, with a first column for their table. */
export function search(
  operator: OperatorOf<"search">,
  input: Table | undefined,
  context: Context,
): Table {
  const { sources, condition } = operator;
  const named = sources.flatMap((source, place) =>
    resolveLegs(source, { prefix: PREFIX, place }, context),
  );
  const before = input ? [inputLeg(input, PREFIX, context)] : [];
  const legs = [...before, ...named];
  const all = legs.length > 0 ? legs : allLegs(context, operator);
  const tables = all.map((leg) => withSource(leg, "$table"));
  const table = unionTables(tables, false, operator);
  const searched = { length: table.length, columns: table.columns.slice(1) };
  return filterRows(table, compile(condition, searched, context));
}
