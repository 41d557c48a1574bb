import { type Aggregate, compileAggregates } from "../aggregates/index.ts";
import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { type Column, renameColumn, storedColumn, type Table } from "../table.ts";
import { rowKey } from "../values/compare.ts";

/** Groups by the `by` columns. Without any there is always one group, even of an empty table. */
export function summarize(
  operator: OperatorOf<"summarize">,
  input: Table,
  context: Context,
): Table {
  const by = compileColumns(operator.by, input, context);
  const aggregates = compileAggregates(operator.aggregates, by, input, context);
  const groups = groupRows(by, input.length);
  if (by.length === 0 && groups.length === 0) groups.push([]);
  const keys = by.map((column) =>
    storedColumn(
      column.name,
      column.type,
      groups.map(([first = 0]) => column.at(first)),
    ),
  );
  const values = aggregates.map((aggregate) => aggregateColumn(aggregate, groups));
  return { length: groups.length, columns: uniqueNames([...keys, ...values]) };
}

function groupRows(by: readonly Column[], length: number): number[][] {
  if (by.length === 0) return length === 0 ? [] : [Array.from({ length }, (_, row) => row)];
  const groups = new Map<string, number[]>();
  for (let row = 0; row < length; row++) {
    const key = rowKey(by.map((column) => column.at(row)));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}

function aggregateColumn(
  { name, type, over }: Aggregate,
  groups: readonly (readonly number[])[],
): Column {
  return storedColumn(name, type, groups.map(over));
}

/** Numbers repeated names as Kusto does: count_, count_1. */
function uniqueNames(columns: readonly Column[]): Column[] {
  const used = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let suffix = 1; used.has(name); suffix++) name = `${column.name}${suffix}`;
    used.add(name);
    return renameColumn(column, name);
  });
}
