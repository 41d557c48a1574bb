import type { Column } from "../columns/column.ts";
import { type Labels, labelValues } from "../columns/labels.ts";

/** Rows by the values of some columns. Groups are numbered in the order of their first rows. */
export interface Groups {
  readonly count: number;
  /** The group of each row. */
  readonly of: Uint32Array;
  /** The first row of each group. */
  readonly first: Uint32Array;
}

/** Rows with equal values in all columns are one group; without columns, all rows are. */
export function groupRows(columns: readonly Column[], length: number): Groups {
  const [first, ...others] = columns;
  if (!first) return numberGroups({ list: new Uint32Array(length), count: 1 });
  return others.reduce(
    (groups, column) => pairGroups(groups, labelValues(column, length), length),
    numberGroups(labelValues(first, length)),
  );
}

/** The rows of each group, in order. */
export function rowsOfGroups({ of, count }: Omit<Groups, "first">): readonly Uint32Array[] {
  const starts = new Uint32Array(count + 1);
  for (const group of of) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let group = 0; group < count; group++)
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  const rows = new Uint32Array(of.length);
  const next = starts.slice();
  for (let row = 0; row < of.length; row++) {
    const group = of[row] as number;
    const place = next[group] as number;
    rows[place] = row;
    next[group] = place + 1;
  }
  return Array.from({ length: count }, (_, group) =>
    rows.subarray(starts[group], starts[group + 1]),
  );
}

function pairGroups({ of, count }: Groups, labels: Labels, length: number): Groups {
  const pairs = new Map<number, number>();
  const list = new Uint32Array(length);
  const width = labels.count;
  const table = count * width <= TABLE_SIZE ? new Int32Array(count * width).fill(-1) : undefined;
  let next = 0;
  for (let row = 0; row < length; row++) {
    const pair = (of[row] as number) * width + (labels.list[row] as number);
    let number = table ? (table[pair] as number) : (pairs.get(pair) ?? -1);
    if (number === -1) {
      number = next++;
      if (table) table[pair] = number;
      else pairs.set(pair, number);
    }
    list[row] = number;
  }
  return numberGroups({ list, count: next });
}

/** Pairs of numbers up to this product are looked up in an array, more in a map. */
const TABLE_SIZE = 4_000_000;

/** Groups from labels that are numbered in the order in which they first occur. */
function numberGroups({ list, count }: Labels): Groups {
  const first = new Uint32Array(list.length === 0 ? 0 : count);
  let found = 0;
  for (let row = 0; row < list.length && found < count; row++)
    if (list[row] === found) first[found++] = row;
  return { count: found, of: list, first };
}
