import type { Column } from "../columns/column.ts";
import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";

/**
 * Appends new columns and replaces existing ones in place. Every expression sees the columns of the
 * input, not those added beside it.
 */
export function extend(operator: OperatorOf<"extend">, input: Table, context: Context): Table {
  const columns = new Map<string, Column>(input.columns.map((column) => [column.name, column]));
  for (const column of compileColumns(operator.columns, input, context))
    columns.set(column.name, column);
  return { length: input.length, columns: [...columns.values()] };
}
