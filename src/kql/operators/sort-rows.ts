import type { Compiled } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Ordering } from "../nodes.ts";
import type { Table } from "../table.ts";
import { comparerOf } from "../values/compare.ts";
import type { Value } from "../values/types.ts";

type CompareRows = (a: number, b: number) => number;
type CompareValues = (left: Value, right: Value) => number;

/** The rows of a table in order; rows that compare equal keep theirs. */
export function sortRows(by: readonly Ordering[], input: Table, context: Context): Uint32Array {
  const comparisons = by.map((ordering) =>
    compareBy(ordering, compile(ordering.value, input, context), input.length),
  );
  const rows = Uint32Array.from({ length: input.length }, (_, row) => row);
  return rows.sort((a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

function compareBy(ordering: Ordering, key: Compiled, length: number): CompareRows {
  const compare = compareCells(ordering, comparerOf(key.type));
  if (key.codes && key.codes.count <= length) return compareRanks(compare, key, length);
  const cells = Array.from({ length }, (_, row) => key.at(row));
  return (a, b) => compare(cells[a] as Value, cells[b] as Value);
}

/** Each distinct value is given its place in the order, so that rows compare by number. */
function compareRanks(compare: CompareValues, key: Compiled, length: number): CompareRows {
  const codes = key.codes?.list() ?? new Uint32Array(length);
  const cells = new Map<number, Value>();
  for (let row = 0; row < length; row++) {
    const code = codes[row] as number;
    if (!cells.has(code)) cells.set(code, key.at(row));
  }
  const sorted = [...cells].sort(([, a], [, b]) => compare(a, b));
  const ranks = new Uint32Array(key.codes?.count ?? 0);
  let rank = 0;
  sorted.forEach(([code, cell], at) => {
    const before = sorted[at - 1];
    if (before && compare(before[1], cell) !== 0) rank += 1;
    ranks[code] = rank;
  });
  return (a, b) => (ranks[codes[a] as number] as number) - (ranks[codes[b] as number] as number);
}

/** Compares cells in an order. Nulls, then NaNs, are at the end that the ordering says, whichever its direction. */
export function compareCells(
  { descending, nullsFirst }: Omit<Ordering, "value">,
  compare: CompareValues,
): CompareValues {
  return (left, right) => {
    const [a, b] = [distance(left), distance(right)];
    if (a > 0 || b > 0) return nullsFirst ? b - a : a - b;
    return descending ? compare(right, left) : compare(left, right);
  };
}

/** How far a cell is beyond the values that have an order. */
function distance(cell: Value): number {
  return cell === null ? 2 : Number(Number.isNaN(cell));
}
