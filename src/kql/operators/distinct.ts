import { compileColumns } from "../evaluate/columns.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { selectRows, type Table } from "../table.ts";
import { rowKey } from "../values/compare.ts";

export function distinct(operator: OperatorOf<"distinct">, input: Table, context: Context): Table {
  const columns = compileColumns(operator.columns, input, context);
  const seen = new Set<string>();
  const rows: number[] = [];
  for (let row = 0; row < input.length; row++) {
    const key = rowKey(columns.map((column) => column.at(row)));
    if (seen.has(key)) continue;
    seen.add(key);
    rows.push(row);
  }
  return selectRows({ length: input.length, columns }, Uint32Array.from(rows));
}
