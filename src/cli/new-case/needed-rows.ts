/** Whether rows are enough. */
type IsEnough<Row> = (rows: readonly Row[]) => Promise<boolean>;

/** How often fewer rows are tried; a case may then have some that it does not need. */
const MOST_TRIES = 60;

/**
 * The rows that are enough, as few as can be found in a limited number of tries: the first ones,
 * twice as many each time, and then without those that are not needed.
 * @returns undefined if all of them are not enough
 */
export async function neededRows<Row>(
  rows: readonly Row[],
  isEnough: IsEnough<Row>,
): Promise<readonly Row[] | undefined> {
  for (let count = 1; ; count *= 2) {
    const first = rows.slice(0, count);
    if (first.length > 0 && (await isEnough(first))) return withoutNeedless(first, isEnough);
    if (count >= rows.length) return undefined;
  }
}

/** Leaves out parts that are not needed: halves first, single rows last. */
async function withoutNeedless<Row>(
  rows: readonly Row[],
  isEnough: IsEnough<Row>,
): Promise<readonly Row[]> {
  let kept = rows;
  let tries = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = kept.length - size; at >= 0 && tries < MOST_TRIES; at -= size) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fewer.length === 0) continue;
      tries += 1;
      if (await isEnough(fewer)) kept = fewer;
    }
  }
  return kept;
}
