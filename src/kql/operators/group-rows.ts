import type { Column } from "../columns/column.ts";
import { type Labels, labelValues } from "../columns/labels.ts";
import { pairNumbers } from "../columns/pair-numbers.ts";

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

/** The rows of all groups, one group after the other. */
export interface GroupedRows {
  readonly rows: Uint32Array;
  /** Where each group starts, and then where the last one ends. */
  readonly starts: Uint32Array;
}

export function sortByGroup({ of, count }: Omit<Groups, "first">): GroupedRows {
  const starts = new Uint32Array(count + 1);
  for (let row = 0; row < of.length; row++) {
    const after = (of[row] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
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
  return { rows, starts };
}

/** The rows of each group, in order. */
export function rowsOfGroups(groups: Omit<Groups, "first">): readonly Uint32Array[] {
  const { rows, starts } = sortByGroup(groups);
  return Array.from({ length: groups.count }, (_, group) =>
    rows.subarray(starts[group], starts[group + 1]),
  );
}

function pairGroups({ of, count }: Groups, labels: Labels, length: number): Groups {
  const pairs = pairNumbers(count, labels.count, length);
  const list = new Uint32Array(length);
  for (let row = 0; row < length; row++)
    list[row] = pairs.add(of[row] as number, labels.list[row] as number);
  return numberGroups({ list, count: pairs.count() });
}

/** Groups from labels that are numbered in the order in which they first occur. */
function numberGroups({ list, count }: Labels): Groups {
  const first = new Uint32Array(list.length === 0 ? 0 : count);
  let found = 0;
  for (let row = 0; row < list.length && found < count; row++)
    if (list[row] === found) first[found++] = row;
  return { count: found, of: list, first };
}
