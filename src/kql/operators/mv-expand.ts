import { type Column, storedColumn } from "../columns/column.ts";
import { compileColumns } from "../evaluate/columns.ts";
import { compile } from "../evaluate/evaluator.ts";
import { asLong } from "../evaluate/numbers.ts";
import type { Context } from "../evaluate/scope.ts";
import { convert } from "../functions/conversion.ts";
import { limit } from "../limits.ts";
import type { OperatorOf } from "../nodes.ts";
import { EMPTY_ROW, selectRows, type Table } from "../table.ts";
import { isBag, isList, type Value } from "../values/types.ts";

/**
 * One row for each item of the expanded arrays. Several arrays are expanded in parallel, with the
 * shorter ones padded with null.
 */
export function mvExpand(operator: OperatorOf<"mv-expand">, input: Table, context: Context): Table {
  const sources = compileColumns(operator.columns, input, context);
  const most = operator.limit
    ? Number(asLong(compile(operator.limit, EMPTY_ROW, context).at(0)) ?? 0n)
    : Number.POSITIVE_INFINITY;
  const rows: number[] = [];
  const cells: Value[][] = sources.map(() => []);
  for (let row = 0; row < input.length; row++) {
    const lists = sources.map((source) => expandItems(source.at(row)));
    const length = Math.min(Math.max(...lists.map((list) => list.length)), most);
    limit("rows", rows.length + length, operator);
    for (let item = 0; item < length; item++) {
      rows.push(row);
      lists.forEach((list, index) => {
        cells[index]?.push(list[item] ?? null);
      });
    }
  }
  const columns = new Map<string, Column>(
    selectRows(input, Uint32Array.from(rows)).columns.map((column) => [column.name, column]),
  );
  sources.forEach(({ name }, index) => {
    const type = operator.columns[index]?.type ?? "dynamic";
    columns.set(
      name,
      storedColumn(
        name,
        type,
        (cells[index] ?? []).map((cell) => convert(cell, "dynamic", type)),
      ),
    );
  });
  return { length: rows.length, columns: [...columns.values()] };
}

/**
 * The items that a cell expands to: none for an empty array, one bag per member for a bag, and the
 * value itself for anything else.
 */
function expandItems(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isBag(value)) return Object.entries(value).map(([key, member]) => ({ [key]: member }));
  return [value];
}
