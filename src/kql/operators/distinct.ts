import { nameColumnsOnce } from "../columns/names.ts";
import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { NamedExpression, OperatorOf } from "../nodes.ts";
import { firstRows, selectRows, type Table } from "../table.ts";
import { groupRows } from "./group-rows.ts";
import { rowCount } from "./sort.ts";

export function distinct(
  { columns }: OperatorOf<"distinct">,
  input: Table,
  context: Context,
): Table {
  return distinctRows(columns, input, context);
}

/** Any distinct values are a legal answer; these are the first. */
export function sampleDistinct(
  { of, count }: OperatorOf<"sample-distinct">,
  input: Table,
  context: Context,
): Table {
  return firstRows(distinctRows([of], input, context), rowCount(count, context));
}

function distinctRows(list: readonly NamedExpression[], input: Table, context: Context): Table {
  const columns = nameColumnsOnce(compileColumns(list, input, context));
  const table = { length: input.length, columns };
  return selectRows(table, groupRows(columns, input.length).first);
}
