import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { selectRows, type Table } from "../table.ts";
import { groupRows } from "./group-rows.ts";

export function distinct(operator: OperatorOf<"distinct">, input: Table, context: Context): Table {
  const columns = compileColumns(operator.columns, input, context);
  const table = { length: input.length, columns };
  return selectRows(table, groupRows(columns, input.length).first);
}
