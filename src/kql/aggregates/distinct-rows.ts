import { labelValues } from "../columns/labels.ts";
import type { Compiled } from "../evaluate/compiled.ts";
import type { AggregateInput } from "./aggregate.ts";

/** Picks the first row of each distinct value of a group; nulls are left out. */
export function pickDistinct(
  source: Compiled | undefined,
  { length }: AggregateInput,
): (rows: Uint32Array) => number[] {
  if (!source) return () => [];
  const { list, count } = labelValues(source, length);
  // The last group in which a value was seen.
  const seenIn = new Uint32Array(count);
  let group = 0;
  return (rows) => {
    group += 1;
    const picked: number[] = [];
    for (const row of rows) {
      const label = list[row] as number;
      if (seenIn[label] === group) continue;
      seenIn[label] = group;
      if (source.at(row) !== null) picked.push(row);
    }
    return picked;
  };
}
