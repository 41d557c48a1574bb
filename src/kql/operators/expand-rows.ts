import { type Column, storedColumn } from "../columns/column.ts";
import type { Span } from "../errors.ts";
import { compileColumns } from "../evaluate/columns.ts";
import { compile } from "../evaluate/evaluator.ts";
import { asLong } from "../evaluate/numbers.ts";
import type { Context } from "../evaluate/scope.ts";
import { limit } from "../limits.ts";
import type { Expansion, Expression } from "../nodes.ts";
import { EMPTY_ROW, type Table } from "../table.ts";
import { isBag, isList, type Value } from "../values/types.ts";
import { castItem } from "./cast-item.ts";

/** The rows that arrays expand to, in order. */
export interface ExpandedRows {
  /** The row of the input that each comes from. */
  readonly from: Uint32Array;
  /** The place of each in its array. */
  readonly index: readonly bigint[];
  /** The items of the arrays. */
  readonly columns: readonly Column[];
}

/**
 * One row for each item of the expanded arrays. Several arrays are expanded in parallel, with the
 * shorter ones padded with null.
 */
export function expandRows(
  expansion: Expansion & Span,
  input: Table,
  context: Context,
): ExpandedRows {
  const sources = compileColumns(expansion.columns, input, context);
  const most = rowLimit(expansion.limit, context);
  const from: number[] = [];
  const index: bigint[] = [];
  const items: Value[][] = sources.map(() => []);
  for (let row = 0; row < input.length; row++) {
    const lists = sources.map((source) => expandItems(source.at(row), expansion.bagsAsArrays));
    const length = Math.min(Math.max(...lists.map((list) => list.length)), most);
    limit("rows", from.length + length, expansion);
    for (let item = 0; item < length; item++) {
      from.push(row);
      index.push(BigInt(item));
      for (const [at, list] of lists.entries()) items[at]?.push(list[item] ?? null);
    }
  }
  const columns = sources.map(({ name }, at) => {
    const type = expansion.columns[at]?.type ?? "dynamic";
    const cells = (items[at] ?? []).map((item) => castItem(item, type));
    return storedColumn(name, type, cells);
  });
  return { from: Uint32Array.from(from), index, columns };
}

function rowLimit(node: Expression | undefined, context: Context): number {
  if (!node) return Number.POSITIVE_INFINITY;
  return Math.max(Number(asLong(compile(node, EMPTY_ROW, context).at(0)) ?? 0n), 0);
}

/**
 * The items that a cell expands to: none for an empty array, one for each member of a bag, and the
 * value itself for anything else.
 */
function expandItems(value: Value, bagsAsArrays: boolean): readonly Value[] {
  if (isList(value)) return value;
  if (isBag(value))
    return Object.entries(value).map((member) =>
      bagsAsArrays ? member : Object.fromEntries([member]),
    );
  return [value];
}
