import { asLong } from "../evaluate/numbers.ts";
import type { Value } from "../values/types.ts";

/**
 * The optional arguments of `indexof` and `array_index_of`: where to start, in how many positions
 * to search (-1 for all that follow), and which occurrence to return.
 */
type Window = readonly (Value | undefined)[];

/**
 * The position of an occurrence, -1 if there is none, or null for impossible arguments. A negative
 * start counts from the end. `find` returns the first position within `from` and `to`, or -1. After
 * each occurrence the length counts anew, as the documentation's examples show.
 */
export function nthPosition(
  size: number,
  [start, length, occurrence]: Window,
  find: (from: number, to: number) => number,
): number | null {
  const number = (value: Value | undefined, otherwise: number) =>
    Number(asLong(value ?? null) ?? BigInt(otherwise));
  const [first, count, wanted] = [number(start, 0), number(length, -1), number(occurrence, 1)];
  if (count < -1 || wanted < 0) return null;
  let from = first < 0 ? Math.max(size + first, 0) : first;
  for (let found = 1; ; found++) {
    const position = find(from, count === -1 ? size : Math.min(from + count, size));
    if (position < 0 || found >= wanted) return position;
    from = position + 1;
  }
}
