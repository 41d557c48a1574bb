import { storedColumn } from "../columns/column.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";

export function count(_: OperatorOf<"count">, input: Table): Table {
  return { length: 1, columns: [storedColumn("Count", "long", [BigInt(input.length)])] };
}
