/** Numbers pairs of numbers in the order in which they are added. */
export interface PairNumbers {
  /** How many different pairs were added. */
  count(): number;
  /** The number of a pair, which is added if it is new. */
  add(first: number, second: number): number;
  /** The number of a pair; -1 if it was not added. */
  find(first: number, second: number): number;
}

/** A table of all pairs is fast, but one far larger than what is put in it costs more than a map. */
const MOST_FOR_EACH = 16;
const [SMALLEST, LARGEST] = [1 << 12, 1 << 23];

/** For about as many pairs as given, of numbers below the two given ones. */
export function pairNumbers(firsts: number, seconds: number, pairs: number): PairNumbers {
  const most = Math.min(Math.max(pairs * MOST_FOR_EACH, SMALLEST), LARGEST);
  return firsts * seconds <= most ? inTable(firsts, seconds) : inMap(seconds);
}

function inTable(firsts: number, seconds: number): PairNumbers {
  // A number is kept one higher, because the table begins with zeros.
  const numbers = new Uint32Array(firsts * seconds);
  let count = 0;
  return {
    count: () => count,
    add(first, second) {
      const pair = first * seconds + second;
      const known = numbers[pair] as number;
      if (known > 0) return known - 1;
      count += 1;
      numbers[pair] = count;
      return count - 1;
    },
    find: (first, second) => (numbers[first * seconds + second] as number) - 1,
  };
}

function inMap(seconds: number): PairNumbers {
  const numbers = new Map<number, number>();
  return {
    count: () => numbers.size,
    add(first, second) {
      const pair = first * seconds + second;
      const known = numbers.get(pair);
      if (known !== undefined) return known;
      numbers.set(pair, numbers.size);
      return numbers.size - 1;
    },
    find: (first, second) => numbers.get(first * seconds + second) ?? -1,
  };
}
