/**
 * Counts how often anything is read of values: what grows with the square of their number reads
 * each of them for every other.
 */
export class Reads {
  count = 0;

  of<T extends object>(values: readonly T[]): T[] {
    const get = (target: T, name: string | symbol, receiver: unknown): unknown => {
      this.count += 1;
      return Reflect.get(target, name, receiver);
    };
    return values.map((value) => new Proxy(value, { get }));
  }
}

/**
 * How many more reads twice as many values take: 2 where the work is linear, up to 4 where it is
 * quadratic.
 */
export async function readGrowth(
  size: number,
  work: (size: number, reads: Reads) => unknown,
): Promise<number> {
  const [once, twice] = [new Reads(), new Reads()];
  await work(size, once);
  await work(2 * size, twice);
  return twice.count / once.count;
}
