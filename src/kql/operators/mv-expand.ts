import { storedColumn } from "../columns/column.ts";
import { createNamer } from "../columns/names.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Expansion, OperatorOf } from "../nodes.ts";
import { selectRows, type Table, withColumns } from "../table.ts";
import { type ExpandedRows, expandRows } from "./expand-rows.ts";

export function mvExpand(operator: OperatorOf<"mv-expand">, input: Table, context: Context): Table {
  return placeRows(operator, input, expandRows(operator, input, context));
}

/** The rows with the columns of the input; the place of each item is the last column. */
export function placeRows({ index }: Expansion, input: Table, expanded: ExpandedRows): Table {
  const table = withColumns(selectRows(input, expanded.from), expanded.columns);
  if (index === undefined) return table;
  const name = createNamer(table.columns.map((column) => column.name))(index);
  return withColumns(table, [storedColumn(name, "long", expanded.index)]);
}
