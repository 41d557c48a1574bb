/**
 * The known name nearest to a mistyped one, by edit distance and regardless of case; undefined if
 * none is near.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: distance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= mostChanges(name)) return best.candidate;
  return ranked.find(
    ({ candidate, distance: added }) => added <= MOST_LEFT_OUT && shortens(name, candidate),
  )?.candidate;
}

/** Longer texts are no names; comparing them takes long. */
const LONGEST = 200;

/** How many letters an abbreviation may leave out: `cnt` for count. */
const MOST_LEFT_OUT = 2;

/**
 * Whether a name of three letters or more begins like another and has only letters of it, in their
 * order.
 */
function shortens(name: string, candidate: string): boolean {
  const [short, whole] = [name.toLowerCase(), candidate.toLowerCase()];
  if (short.length < 3 || short[0] !== whole[0]) return false;
  let at = 0;
  for (const letter of whole) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** How many letters may differ; otherwise a short name could become any other. */
function mostChanges({ length }: string): number {
  return Math.min(length / 2, Math.max(3, length / 3));
}

/** How many letters must be inserted, removed or replaced. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
