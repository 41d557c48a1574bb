import { compileAggregates } from "../aggregates/compile-aggregates.ts";
import { type Column, storedColumn } from "../columns/column.ts";
import { unsupported } from "../errors.ts";
import { compileColumns, impliedName } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import { convert } from "../functions/conversion.ts";
import type { NamedExpression, OperatorOf } from "../nodes.ts";
import { firstRows, selectRows, type Table } from "../table.ts";
import { comparerOf } from "../values/compare.ts";
import { groupRows, rowsOfGroups } from "./group-rows.ts";
import { rowCount } from "./sort.ts";
import { compareCells } from "./sort-rows.ts";

type TopHitters = OperatorOf<"top-hitters">;

/**
 * The values with the most rows, or the largest sum: exact, where the service approximates.
 * @throws KqlError (`unsupported`) where values share the last place: any of them may be the answer
 */
export function topHitters(operator: TopHitters, input: Table, context: Context): Table {
  const [key] = compileColumns([operator.of], input, context) as [Column];
  const groups = groupRows([key], input.length);
  const totals = sumGroups(operator, key, rowsOfGroups(groups), input, context);
  const compare = compareCells({ descending: true, nullsFirst: false }, comparerOf(totals.type));
  const order = Array.from({ length: groups.count }, (_, group) => group).sort(
    (a, b) => compare(totals.at(a), totals.at(b)) || a - b,
  );
  const count = rowCount(operator.count, context);
  const [last, next] = [order[count - 1], order[count]];
  if (last !== undefined && next !== undefined && compare(totals.at(last), totals.at(next)) === 0)
    throw unsupported("'top-hitters' where the last place is shared", operator);
  const keys = selectRows({ length: input.length, columns: [key] }, groups.first);
  const table = { length: groups.count, columns: [...keys.columns, totals] };
  return firstRows(selectRows(table, Uint32Array.from(order)), count);
}

function sumGroups(
  { by, start, end }: TopHitters,
  key: Column,
  groups: readonly Uint32Array[],
  input: Table,
  context: Context,
): Column {
  const args = by ? [{ name: undefined, value: by.value }] : [];
  const call = { kind: "call", name: by ? "sum" : "count", args, start, end } as const;
  const name = by ? `approximate_sum_${nameOf(by)}` : `approximate_count_${key.name}`;
  const named = { names: [name], value: call, start, end };
  const [total] = compileAggregates([named], [], input, context);
  const [summed] = by ? compileColumns([by], input, context) : [];
  const type = summed?.type ?? "long";
  const cells = groups.map((rows) => convert(total?.over(rows) ?? null, total?.type ?? type, type));
  return storedColumn(name, type, cells);
}

function nameOf({ names, value }: NamedExpression): string {
  return names[0] ?? impliedName(value) ?? "";
}
