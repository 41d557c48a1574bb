import { DAY, SHORTEST_WINDOW } from "../base/window.ts";

/** The most rows that one answer may have: more are never held in memory at once. */
export const MOST_ROWS = 10_000;
/** The most bytes that one answer may have, unpacked; a process start's row takes about 600. */
export const MOST_BYTES = 16 * 2 ** 20;

/** The share of an answer that a window should fill: if its rows double, they still fit. */
const GOAL = 0.5;
/** Between these shares the length stays as it is, so that small changes do not cause writes. */
const LOW = 0.25;
const HIGH = 0.75;
/** An answer below this share says little about how full a longer window would be. */
const TELLING = 0.1;
const GRID = 60_000;

/** How much the windows of a job returned. */
export interface Returned {
  /** How much event time was answered, ms. */
  readonly length: number;
  /** How many answers it would fill: 1 is MOST_ROWS rows or MOST_BYTES bytes. */
  readonly fill: number;
  /**
   * The length of the longest window that was too much for one answer, ms; undefined if none was.
   */
  readonly refused: number | undefined;
}

/**
 * The longest window that a rule should query at once in a workspace after such a job, ms; at most
 * twice the previous length.
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
 * The longest window after a process ended in the middle of a window, ms: that window may have been
 * too large for its memory.
 */
export function afterCrash(longest: number, window: number): number {
  return limitLength(Math.min(longest, window) / 2);
}

function limitLength(length: number): number {
  return Math.max(SHORTEST_WINDOW, Math.min(DAY, Math.floor(length / GRID) * GRID));
}
