import type { Aggregate } from "../../aggregates/aggregate.ts";
import { compileAggregates } from "../../aggregates/compile-aggregates.ts";
import { type Column, computedColumn } from "../../columns/column.ts";
import { KqlError } from "../../errors.ts";
import type { Context } from "../../evaluate/scope.ts";
import { limit } from "../../limits.ts";
import { namesIn } from "../../node-parts.ts";
import type { Expression, OperatorOf } from "../../nodes.ts";
import { columnNamed, selectRows, type Table } from "../../table.ts";
import { toText } from "../../values/text.ts";
import { groupRows, rowsOfGroups } from "../group-rows.ts";
import { columnArgument } from "./arguments.ts";

type Evaluate = OperatorOf<"evaluate">;

/**
 * A row for each group, and a column for each value of the pivot column, in the order in which they
 * first occur. Rows are grouped by the given columns, or by all that are left.
 */
export function pivot(operator: Evaluate, input: Table, context: Context): Table {
  const [first, second, ...others] = operator.args.map(({ value }) => value);
  const values = findColumn(input, first, operator);
  const { start, end } = operator;
  const value: Expression = second ?? { kind: "call", name: "count", args: [], start, end };
  const named = { names: ["value"], value, start, end };
  const [aggregate] = compileAggregates([named], [], input, context);
  if (!aggregate) throw new KqlError("semantic", "pivot() needs an aggregate function", operator);
  const by =
    others.length > 0
      ? others.map((node) => findColumn(input, node, operator))
      : input.columns.filter((column) => column !== values && !namesIn(value).has(column.name));
  const groups = groupRows(by, input.length);
  const keys = selectRows({ length: input.length, columns: by }, groups.first);
  const names = operator.schema
    ? operator.schema.columns.map(({ name }) => name).filter((name) => !columnNamed(keys, name))
    : undefined;
  const cells = pivotColumns(values, rowsOfGroups(groups), aggregate, names);
  limit("columns", keys.columns.length + cells.length, operator);
  const table = { length: keys.length, columns: [...keys.columns, ...cells] };
  refuseClash(table, operator);
  return operator.schema ? pickColumns(table, operator) : table;
}

function findColumn(input: Table, node: Expression | undefined, operator: Evaluate): Column {
  const name = columnArgument(node, operator);
  const column = columnNamed(input, name);
  if (!column)
    throw new KqlError("semantic", `there is no column ${name}`, node ?? operator, "KS142");
  return column;
}

/** A column for each value; given `names`, for each of them and in their order. */
function pivotColumns(
  values: Column,
  groups: readonly Uint32Array[],
  aggregate: Aggregate,
  names: readonly string[] | undefined,
): Column[] {
  const rows = new Map<string, Map<number, number[]>>(names?.map((name) => [name, new Map()]));
  for (const [group, members] of groups.entries()) {
    for (const row of members) {
      const name = toText(values.at(row), values.type);
      if (!names && !rows.has(name)) rows.set(name, new Map());
      const own = rows.get(name);
      const list = own?.get(group);
      if (list) list.push(row);
      else own?.set(group, [row]);
    }
  }
  return [...rows].map(([name, own]) =>
    computedColumn(name, aggregate.type, (group) =>
      aggregate.over(Uint32Array.from(own.get(group) ?? [])),
    ),
  );
}

function refuseClash({ columns }: Table, operator: Evaluate): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (name === "" || names.has(name)) {
      const what = name === "" ? "a column without a name" : `two columns named ${name}`;
      throw new KqlError("runtime", `pivot() would give ${what}`, operator);
    }
    names.add(name);
  }
}

function pickColumns(table: Table, operator: Evaluate): Table {
  const columns = (operator.schema?.columns ?? []).map(({ name, type }) => {
    const column = columnNamed(table, name);
    if (column?.type === type) return column;
    throw new KqlError("runtime", `pivot() does not give the column ${name} as ${type}`, operator);
  });
  return { length: table.length, columns };
}
