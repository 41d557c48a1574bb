import type { Span } from "../errors.ts";
import { limit } from "../limits.ts";

/** Pairs of row numbers of two tables; -1 on a side without a match. */
export interface RowPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export interface PairList {
  /** Adds a pair. @throws KqlError (`runtime`) if there are too many */
  add(left: number, right: number): void;
  pairs(): RowPairs;
}

export function createPairList(at: Span): PairList {
  let [left, right] = [new Int32Array(1_024), new Int32Array(1_024)];
  let length = 0;
  return {
    add(a, b) {
      if (length === left.length) {
        limit("rows", length, at);
        [left, right] = [grow(left), grow(right)];
      }
      left[length] = a;
      right[length] = b;
      length += 1;
    },
    pairs() {
      limit("rows", length, at);
      return { left: left.subarray(0, length), right: right.subarray(0, length) };
    },
  };
}

function grow(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(list.length * 2);
  longer.set(list);
  return longer;
}
