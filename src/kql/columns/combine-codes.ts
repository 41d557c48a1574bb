import type { Codes } from "./codes.ts";
import { pairNumbers } from "./pair-numbers.ts";

/** The codes that combined ones were made of. */
const madeOf = new WeakMap<Codes, readonly Codes[]>();
const basesOf = (codes: Codes): readonly Codes[] => madeOf.get(codes) ?? [codes];

/** The combinations of codes, so that columns computed from the same ones have the same. */
const combined = new WeakMap<Codes, WeakMap<Codes, Codes>>();

/**
 * Codes for what is computed from several coded columns: rows with the same code have the same in
 * each. Undefined if there may be so many that computing once for each saves nothing.
 */
export function combineCodes(all: readonly Codes[]): Codes | undefined {
  const [first] = all;
  if (all.every((codes) => codes === first)) return first;
  const bases = [...new Set(all.flatMap(basesOf))];
  const whole = all.find((codes) => basesOf(codes).length === bases.length);
  if (whole) return whole;
  if (!areFew(bases.map(({ count }) => count))) return undefined;
  return bases.reduce(pairOnce);
}

/** Up to this many combinations are few whatever they are made of. */
const FEW = 1 << 16;
/** A long list of codes is combined with short ones only, which hardly make it longer. */
const [LONG, SHORT] = [1 << 20, 16];

function areFew(counts: readonly number[]): boolean {
  const product = counts.reduce((all, count) => all * count, 1);
  return product <= FEW || (product <= LONG && product <= Math.max(...counts) * SHORT);
}

function pairOnce(left: Codes, right: Codes): Codes {
  const pairs = combined.get(left) ?? new WeakMap<Codes, Codes>();
  combined.set(left, pairs);
  const known = pairs.get(right);
  if (known) return known;
  const pair = pairCodes(left, right);
  madeOf.set(pair, [...basesOf(left), ...basesOf(right)]);
  pairs.set(right, pair);
  return pair;
}

/** Until the pairs are listed, their count is the most that there can be. */
function pairCodes(left: Codes, right: Codes): Codes {
  let listed: Uint32Array | undefined;
  let count = left.count * right.count;
  return {
    get count() {
      return count;
    },
    list() {
      if (!listed) [listed, count] = numberPairs(left, right);
      return listed;
    },
  };
}

/** Numbers the pairs in the order in which they occur. */
function numberPairs(left: Codes, right: Codes): [list: Uint32Array, count: number] {
  const [ours, theirs] = [left.list(), right.list()];
  const list = new Uint32Array(ours.length);
  const pairs = pairNumbers(left.count, right.count, list.length);
  for (let row = 0; row < list.length; row++)
    list[row] = pairs.add(ours[row] as number, theirs[row] as number);
  return [list, pairs.count()];
}
