import { limit } from "../../limits.ts";
import type { OperatorOf } from "../../nodes.ts";
import { makeTable, type Table } from "../../table.ts";
import { toText } from "../../values/text.ts";

/** One row for each cell: the number of its row, the name of its column, and its text. */
export function narrow(operator: OperatorOf<"evaluate">, input: Table): Table {
  limit("rows", input.length * input.columns.length, operator);
  const rows = Array.from({ length: input.length }, (_, row) =>
    input.columns.map(({ name, type, at }) => [BigInt(row), name, toText(at(row), type)]),
  );
  return makeTable(
    [
      { name: "Row", type: "long" },
      { name: "Column", type: "string" },
      { name: "Value", type: "string" },
    ],
    rows.flat(),
  );
}
