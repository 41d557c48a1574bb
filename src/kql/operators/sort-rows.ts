import type { Compiled } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Ordering } from "../nodes.ts";
import type { Table } from "../table.ts";
import { compareValues } from "../values/compare.ts";
import type { Value } from "../values/types.ts";

type CompareRows = (a: number, b: number) => number;

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
  if (key.codes && key.codes.count <= length) return compareRanks(ordering, key, length);
  const cells = Array.from({ length }, (_, row) => key.at(row));
  return (a, b) => compareCells(ordering, cells[a] as Value, cells[b] as Value);
}

/** Each distinct value is given its place in the order, so that rows compare by number. */
function compareRanks(ordering: Ordering, key: Compiled, length: number): CompareRows {
  const codes = key.codes?.list() ?? new Uint32Array(length);
  const cells = new Map<number, Value>();
  for (let row = 0; row < length; row++) {
    const code = codes[row] as number;
    if (!cells.has(code)) cells.set(code, key.at(row));
  }
  const sorted = [...cells].sort(([, a], [, b]) => compareCells(ordering, a, b));
  const ranks = new Uint32Array(key.codes?.count ?? 0);
  let rank = 0;
  sorted.forEach(([code, cell], at) => {
    const before = sorted[at - 1];
    if (before && compareCells(ordering, before[1], cell) !== 0) rank += 1;
    ranks[code] = rank;
  });
  return (a, b) => (ranks[codes[a] as number] as number) - (ranks[codes[b] as number] as number);
}

/** Compares two cells in an order: a negative number, zero or a positive number. */
export function compareCells(
  { descending, nullsFirst }: Omit<Ordering, "value">,
  left: Value,
  right: Value,
): number {
  if (left === null || right === null)
    return left === right ? 0 : (left === null) === nullsFirst ? -1 : 1;
  return descending ? compareValues(right, left) : compareValues(left, right);
}
