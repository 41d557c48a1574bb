import type { Column } from "../columns/column.ts";
import { type Cells, type KnownLabels, labelValues } from "../columns/labels.ts";
import { pairNumbers } from "../columns/pair-numbers.ts";
import { KqlError, type Span } from "../errors.ts";
import type { JoinKey } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";

/** The rows of two tables by their keys. Nulls match each other. */
export interface MatchedKeys {
  /** Keys are below this. */
  readonly count: number;
  /** The key of each row. Rows that match none of the other table may share one. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

export function matchKeys(
  left: Table,
  right: Table,
  on: readonly JoinKey[],
  at: Span,
): MatchedKeys {
  const pairs = on.map((key) =>
    asOneType(keyColumn(left, key.left, at), keyColumn(right, key.right, at)),
  );
  if (left.length > right.length) {
    const flipped = pairs.map(([own, other]): CellPair => [other, own]);
    const { small, large, count } = matchSmaller(flipped, right.length, left.length);
    return { count, left: large, right: small };
  }
  const { small, large, count } = matchSmaller(pairs, left.length, right.length);
  return { count, left: small, right: large };
}

function keyColumn(table: Table, name: string, at: Span): Column {
  const column = columnNamed(table, name);
  if (!column)
    throw new KqlError("semantic", `The join column '${name}' is not in both tables.`, at, "KS145");
  return column;
}

/** A key of the smaller table and the same of the larger one. */
type CellPair = readonly [small: Cells, large: Cells];

/** Values of different types are compared as dynamic values are. */
function asOneType(left: Column, right: Column): CellPair {
  if (left.type === right.type) return [left, right];
  const asDynamic = ({ codes, at }: Column): Cells => ({ type: "dynamic", codes, at });
  return [asDynamic(left), asDynamic(right)];
}

interface Matched {
  readonly small: Uint32Array;
  readonly large: Uint32Array;
  readonly count: number;
}

/**
 * Only the values of the smaller table are numbered. Those of the larger one are looked up, key by
 * key, and only in rows that the keys before have matched; coded ones come first, being cheap.
 */
function matchSmaller(keys: readonly CellPair[], length: number, others: number): Matched {
  let small: Uint32Array = new Uint32Array(length);
  let count = Math.min(length, 1);
  const found = new Int32Array(others);
  let rows = firstNumbers(count === 0 ? 0 : others);
  for (const [ours, theirs] of codedFirst(keys)) {
    const labels = labelValues(ours, length);
    const pairs = pairNumbers(count, labels.count, others);
    small = small.map((number, row) => pairs.add(number, labels.list[row] as number));
    count = pairs.count();
    rows = keepMatched(rows, found, labelOfRow(labels, theirs), pairs.find);
  }
  const large = new Uint32Array(others).fill(count);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    large[row] = found[row] as number;
  }
  return { small, large, count: count + 1 };
}

function firstNumbers(count: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = at;
  return numbers;
}

function codedFirst(keys: readonly CellPair[]): CellPair[] {
  const isCoded = ([, { codes }]: CellPair) => codes !== undefined;
  return [...keys.filter(isCoded), ...keys.filter((key) => !isCoded(key))];
}

/** Notes the number of each row that matches so far, and returns these rows. */
function keepMatched(
  rows: Uint32Array,
  found: Int32Array,
  labelOf: (row: number) => number,
  find: (number: number, label: number) => number,
): Uint32Array<ArrayBuffer> {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const label = labelOf(row);
    if (label < 0) continue;
    const number = find(found[row] as number, label);
    if (number < 0) continue;
    found[row] = number;
    kept[count++] = row;
  }
  return kept.slice(0, count);
}

/** The label of a row of the larger table, looked up once for each of its codes. */
function labelOfRow({ labelOf }: KnownLabels, cells: Cells): (row: number) => number {
  const { codes } = cells;
  if (!codes) return (row) => labelOf(cells, row);
  const list = codes.list();
  const known = new Int32Array(codes.count).fill(NOT_LOOKED_UP);
  return (row) => {
    const code = list[row] as number;
    const before = known[code] as number;
    if (before !== NOT_LOOKED_UP) return before;
    const label = labelOf(cells, row);
    known[code] = label;
    return label;
  };
}

const NOT_LOOKED_UP = -2;
