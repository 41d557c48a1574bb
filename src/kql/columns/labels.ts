import { valueKey } from "../values/compare.ts";
import type { ScalarType, Value } from "../values/types.ts";
import type { Codes } from "./codes.ts";

/** A column, or an expression compiled against a table. */
export interface Cells {
  readonly type: ScalarType;
  readonly codes?: Codes | undefined;
  at(row: number): Value;
}

/** A number for each row that is the same exactly where the value is. */
export interface Labels {
  readonly list: Uint32Array;
  readonly count: number;
}

/** The labels of some rows, by which the values of others can be labelled. */
export interface KnownLabels extends Labels {
  /** The label of a cell of the same type; -1 if no row has its value. */
  labelOf(cells: Cells, row: number): number;
}

/** Labels are numbered in the order in which they first occur. */
export function labelValues(column: Cells, length: number): KnownLabels {
  const { type, at, codes } = column;
  const isPlain = hasPlainKeys(type);
  const labels = new Map<Value, number>();
  const label = (row: number) => {
    const value = isPlain ? at(row) : valueKey(at(row));
    const known = labels.get(value);
    if (known !== undefined) return known;
    labels.set(value, labels.size);
    return labels.size - 1;
  };
  const list = codes ? labelCodes(codes, label, length) : labelRows(label, length);
  return {
    list,
    count: labels.size,
    labelOf: (cells, row) =>
      labels.get(isPlain ? cells.at(row) : valueKey(cells.at(row))) ?? UNKNOWN,
  };
}

const UNKNOWN = -1;

/** Only dynamic values need a text as key: two of the same type are the same in a map if equal. */
function hasPlainKeys(type: ScalarType): boolean {
  return type !== "dynamic";
}

function labelRows(label: (row: number) => number, length: number): Uint32Array {
  const labels = new Uint32Array(length);
  for (let row = 0; row < length; row++) labels[row] = label(row);
  return labels;
}

function labelCodes(codes: Codes, label: (row: number) => number, length: number): Uint32Array {
  const list = codes.list();
  const known = new Int32Array(codes.count).fill(UNKNOWN);
  const labels = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    const code = list[row] as number;
    let own = known[code] as number;
    if (own === UNKNOWN) {
      own = label(row);
      known[code] = own;
    }
    labels[row] = own;
  }
  return labels;
}
