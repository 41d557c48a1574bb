import { nameColumnsOnce } from "../columns/names.ts";
import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";

export function project(operator: OperatorOf<"project">, input: Table, context: Context): Table {
  const columns = nameColumnsOnce(compileColumns(operator.columns, input, context));
  return { length: input.length, columns };
}
