import { compileAggregates } from "../aggregates/compile-aggregates.ts";
import { storedColumn } from "../columns/column.ts";
import { nameColumnsOnce } from "../columns/names.ts";
import { compileColumns, numberUnnamed } from "../evaluate/columns.ts";
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
  const unnamed = numberUnnamed();
  const by = compileColumns(operator.by, input, context, unnamed);
  const aggregates = compileAggregates(operator.aggregates, by, input, context, unnamed);
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
  return { length: rows.length, columns: nameColumnsOnce([...keys, ...values]) };
}
