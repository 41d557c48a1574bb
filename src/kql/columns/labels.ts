import { valueKey } from "../values/compare.ts";
import type { ScalarType, Value } from "../values/types.ts";
import type { Codes } from "./codes.ts";

/** A column, or an expression compiled against a table. */
interface Cells {
  readonly type: ScalarType;
  readonly codes?: Codes | undefined;
  at(row: number): Value;
}

/** A number for each row that is the same exactly where the value is. */
export interface Labels {
  readonly list: Uint32Array;
  readonly count: number;
}

/** Labels are numbered in the order in which they first occur. */
export function labelValues(column: Cells, length: number): Labels {
  const key = keyReader(column);
  const labels = new Map<Value, number>();
  const label = (row: number) => {
    const value = key(row);
    const known = labels.get(value);
    if (known !== undefined) return known;
    labels.set(value, labels.size);
    return labels.size - 1;
  };
  const list = column.codes
    ? labelCodes(column.codes, label, length)
    : Uint32Array.from({ length }, (_, row) => label(row));
  return { list, count: labels.size };
}

/** Only dynamic values need a text as key: two of the same type are the same in a map if equal. */
function keyReader({ type, at }: Cells): (row: number) => Value {
  return type === "dynamic" ? (row) => valueKey(at(row)) : at;
}

function labelCodes(codes: Codes, label: (row: number) => number, length: number): Uint32Array {
  const list = codes.list();
  const known = new Int32Array(codes.count).fill(-1);
  const labels = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    const code = list[row] as number;
    if (known[code] === -1) known[code] = label(row);
    labels[row] = known[code] as number;
  }
  return labels;
}
