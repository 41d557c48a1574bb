import { DAY, SHORTEST_WINDOW } from "../base/window.ts";

/** Rows of one answer at most: more are not held at once. */
export const MOST_ROWS = 10_000;
/** Bytes of one answer at most, unpacked; a row of a process start takes about 600. */
export const MOST_BYTES = 16 * 2 ** 20;

/** Windows are to fill an answer by so much: twice as many rows as before still fit. */
const GOAL = 0.5;
/** Between these the length is left as it is, so that it is not written for every small change. */
const LOW = 0.25;
const HIGH = 0.75;
/** Less than this share of an answer says little of a longer window. */
const TELLING = 0.1;
const GRID = 60_000;

/** What the windows of a job returned. */
export interface Returned {
  /** Event time that was answered, ms. */
  readonly length: number;
  /** How many answers it would fill: 1 is MOST_ROWS rows or MOST_BYTES bytes. */
  readonly fill: number;
  /** The longest window that was too much to be answered at once, ms; undefined where none was. */
  readonly refused: number | undefined;
}

/**
 * The longest window that a rule should ask a workspace for at once after such a job, ms; it grows
 * to twice as much at most.
 */
export function nextLongest(longest: number, { length, fill, refused }: Returned): number {
  const fitting = fill > 0 ? (length * GOAL) / fill : Number.POSITIVE_INFINITY;
  if (refused !== undefined) return limitLength(Math.min(longest, refused / 2, fitting));
  if (length === 0) return longest;
  const expected = (fill / length) * longest;
  if (fill >= TELLING && expected > HIGH) return limitLength(Math.min(longest, fitting));
  if ((fill >= TELLING || length >= longest) && expected < LOW)
    return limitLength(Math.min(2 * longest, fitting));
  return longest;
}

/**
 * The same after a process ended in the middle of a window, ms: it may have been too large for the
 * memory.
 */
export function afterCrash(longest: number, window: number): number {
  return limitLength(Math.min(longest, window) / 2);
}

function limitLength(length: number): number {
  return Math.max(SHORTEST_WINDOW, Math.min(DAY, Math.floor(length / GRID) * GRID));
}
