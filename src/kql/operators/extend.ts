import { columnsOf } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Column, Table } from "../table.ts";

/**
 * New columns come last; a column of the same name is replaced where it stands. All see the columns
 * from before.
 */
export function extend(operator: OperatorOf<"extend">, input: Table, context: Context): Table {
  const columns = new Map<string, Column>(input.columns.map((column) => [column.name, column]));
  for (const column of columnsOf(operator.columns, input, context))
    columns.set(column.name, column);
  return { length: input.length, columns: [...columns.values()] };
}
