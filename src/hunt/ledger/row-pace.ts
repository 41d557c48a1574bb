const MINUTE = 60_000;

/**
 * How many rows that make alerts are written to a workspace in any five minutes: an analytics rule
 * takes at most 150 alerts of a run, and what is left then comes half an hour later.
 */
export const MOST_ROWS = 100;
const PERIOD = 5 * MINUTE;

/** Rows that were allowed in a workspace, by the start of the minute (ms); older ones are dropped. */
export type RowPace = Readonly<Record<string, number>>;

/** Allows up to `wanted` more rows at a time (ms). */
export function allowRows(
  before: RowPace,
  wanted: number,
  at: number,
): { readonly pace: RowPace; readonly allowed: number } {
  const recent = Object.entries(before).filter(([minute]) => Number(minute) > at - PERIOD - MINUTE);
  const used = recent.reduce((sum, [, count]) => sum + count, 0);
  const allowed = Math.min(wanted, Math.max(MOST_ROWS - used, 0));
  const minute = String(Math.floor(at / MINUTE) * MINUTE);
  const pace = Object.fromEntries(recent);
  return { pace: { ...pace, [minute]: (pace[minute] ?? 0) + allowed }, allowed };
}
