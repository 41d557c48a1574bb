import type { Aggregate } from "../aggregates/aggregate.ts";
import { compileAggregates } from "../aggregates/compile-aggregates.ts";
import { type Column, renameColumn, storedColumn } from "../columns/column.ts";
import { createNamer } from "../columns/names.ts";
import { compileColumns } from "../evaluate/columns.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { limit } from "../limits.ts";
import type { OperatorOf } from "../nodes.ts";
import { EMPTY_ROW, selectRows, type Table } from "../table.ts";
import { toDynamic } from "../values/text.ts";
import type { Value } from "../values/types.ts";
import { groupRows, rowsOfGroups } from "./group-rows.ts";
import { type Axis, createAxis } from "./series-axis.ts";

type MakeSeries = OperatorOf<"make-series">;

/**
 * A row for each group, with an array for each aggregate: its value for each step of the axis, and
 * a default where the group has no rows.
 */
export function makeSeries(operator: MakeSeries, input: Table, context: Context): Table {
  const by = compileColumns(operator.by, input, context);
  const [column] = compileColumns([operator.axis], input, context) as [Column];
  const axis = createAxis(operator, column, context);
  const aggregates = compileAggregates(operator.aggregates, by, input, context);
  const defaults = operator.aggregates.map(({ byDefault }): Value => {
    const value = byDefault && compile(byDefault, EMPTY_ROW, context);
    return value ? toDynamic(value.at(0), value.type) : 0n;
  });
  const groups = listGroups(operator, by, axis, input.length);
  const series: Value[][][] = aggregates.map(() => []);
  const steps: Value[][] = [];
  let cells = 0;
  for (const rows of groups) {
    const { bins, first, length } = axis.place(rows);
    limit("items", length, operator);
    cells += length;
    limit("rows", cells, operator);
    steps.push(Array.from({ length }, (_, step) => axis.valueAt(first, step)));
    for (const [place, aggregate] of aggregates.entries())
      series[place]?.push(fillSeries(aggregate, bins, length, defaults[place] ?? 0n));
  }
  const keys = selectRows(
    { length: input.length, columns: by },
    Uint32Array.from(groups.flatMap((rows) => [...rows.subarray(0, 1)])),
  );
  const nameOnce = createNamer();
  const columns = [
    ...keys.columns,
    ...aggregates.map(({ name }, place) => storedColumn(name, "dynamic", series[place] ?? [])),
    storedColumn(column.name, "dynamic", steps),
  ];
  return {
    length: groups.length,
    columns: columns.map((each) => renameColumn(each, nameOnce(each.name))),
  };
}

/** The rows of each group that are within the bounds of the axis. */
function listGroups(
  { nonEmpty }: MakeSeries,
  by: readonly Column[],
  axis: Axis,
  length: number,
): Uint32Array[] {
  const groups = rowsOfGroups(groupRows(by, length))
    .map((rows) => rows.filter((row) => axis.isWithin(row)))
    .filter((rows) => rows.length > 0);
  return groups.length === 0 && nonEmpty && by.length === 0 ? [new Uint32Array(0)] : groups;
}

function fillSeries(
  { over, type }: Aggregate,
  bins: ReadonlyMap<number, readonly number[]>,
  length: number,
  byDefault: Value,
): Value[] {
  return Array.from({ length }, (_, step) => {
    const rows = bins.get(step);
    return rows ? toDynamic(over(Uint32Array.from(rows)), type) : byDefault;
  });
}
