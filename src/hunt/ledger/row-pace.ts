/**
 * How many rows that make alerts are written to a workspace in five minutes: an analytics rule
 * takes at most 150 alerts of a run, and what is left then comes half an hour later.
 */
export const MOST_ROWS = 100;
const PERIOD = 5 * 60_000;
/** Rows are counted in steps; five minutes may hold those of one step more. Ms. */
const STEP = 10_000;

/** Rows that were allowed in a workspace, by the start of the step (ms); older ones are dropped. */
export type RowPace = Readonly<Record<string, number>>;

/** Allows up to `wanted` more rows at a time (ms). */
export function allowRows(
  before: RowPace,
  wanted: number,
  at: number,
): { readonly pace: RowPace; readonly allowed: number } {
  const recent = Object.entries(before).filter(([step]) => Number(step) > at - PERIOD);
  const used = recent.reduce((sum, [, count]) => sum + count, 0);
  const allowed = Math.min(wanted, Math.max(MOST_ROWS - used, 0));
  const step = String(Math.floor(at / STEP) * STEP);
  const pace = Object.fromEntries(recent);
  if (allowed > 0) pace[step] = (pace[step] ?? 0) + allowed;
  return { pace, allowed };
}
