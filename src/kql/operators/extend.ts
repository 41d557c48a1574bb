import { compileColumns, numberUnnamed } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { type Table, withColumns } from "../table.ts";

/**
 * Appends new columns and replaces existing ones in place. Every expression sees the columns of the
 * input, not those added beside it.
 */
export function extend(operator: OperatorOf<"extend">, input: Table, context: Context): Table {
  const taken = new Set([
    ...input.columns.map(({ name }) => name),
    ...operator.columns.flatMap(({ names }) => names),
  ]);
  const unnamed = numberUnnamed((name) => taken.has(name));
  return withColumns(input, compileColumns(operator.columns, input, context, unnamed));
}
