import { compileAggregates } from "../aggregates/compile-aggregates.ts";
import { type Column, renameColumn, storedColumn } from "../columns/column.ts";
import { createNamer } from "../columns/names.ts";
import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { selectRows, type Table } from "../table.ts";
import { groupRows, rowsOfGroups } from "./group-rows.ts";

/** Groups by the `by` columns. Without any there is always one group, even of an empty table. */
export function summarize(
  operator: OperatorOf<"summarize">,
  input: Table,
  context: Context,
): Table {
  const by = compileColumns(operator.by, input, context);
  const aggregates = compileAggregates(operator.aggregates, by, input, context);
  const groups = groupRows(by, input.length);
  const keys = selectRows({ length: input.length, columns: by }, groups.first).columns;
  const rows = by.length === 0 && groups.count === 0 ? [new Uint32Array(0)] : rowsOfGroups(groups);
  const values = aggregates.map(({ name, type, over }) =>
    storedColumn(
      name,
      type,
      rows.map((group) => over(group)),
    ),
  );
  return { length: rows.length, columns: uniqueNames([...keys, ...values]) };
}

/** Numbers repeated names as Kusto does: count_, count_1. */
function uniqueNames(columns: readonly Column[]): Column[] {
  const nameOnce = createNamer();
  return columns.map((column) => renameColumn(column, nameOnce(column.name)));
}
