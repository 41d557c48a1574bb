import { parseDuration, parseShortDuration } from "../hunt/base/duration.ts";
import { parseTime } from "../hunt/base/time-text.ts";
import { cellAt, cut, DAY, type Window } from "../hunt/base/window.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { PlannedWindow } from "../hunt/runs/range.ts";
import type { AskedTime } from "./data-use.ts";
import type { DataTimes } from "./local.ts";
import { UserError } from "./user-error.ts";

/** All data: from its first day until the last slot that holds some has closed. */
export function wholeRange({ hunt }: Rule, { first, last, days }: DataTimes): Window {
  if (days.size === 0) return { from: 0, to: 0 };
  return { from: cellAt(first, DAY).from, to: cellAt(last, hunt.slot).to + hunt.lateness };
}

/**
 * The range in windows of up to a day; days that hold no data are known to be empty, and joined.
 */
export function plannedWindows(range: Window, times: DataTimes | undefined): PlannedWindow[] {
  const planned: PlannedWindow[] = [];
  for (const window of cut(range, DAY)) {
    const empty = times !== undefined && !times.days.has(cellAt(window.from, DAY).from);
    const last = planned.at(-1);
    if (empty && last?.empty)
      planned[planned.length - 1] = { window: { from: last.window.from, to: window.to }, empty };
    else planned.push({ window, empty });
  }
  return planned;
}

/**
 * The time that a call names. @throws UserError where an end is neither a date nor a time with its
 * zone
 */
export function askedTime({
  from,
  to,
}: {
  readonly from?: string;
  readonly to?: string;
}): AskedTime {
  return {
    from: from ? timeOption(from, "--from") : undefined,
    to: to ? timeOption(to, "--to") : undefined,
  };
}

/** Milliseconds of a number of days. @throws UserError for anything else */
export function daysOption(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text) * DAY;
  throw new UserError(`--days ${text} is no number of days`, "write a whole number, such as 30");
}

/** Milliseconds of a duration. @throws UserError for anything else, and for nothing at all */
function durationOption(text: string, option: string): number {
  const ms = parseShortDuration(text) ?? parseDuration(text.toUpperCase());
  if (ms !== undefined && ms > 0) return ms;
  throw new UserError(`${option} ${text} is no length of time`, "write it as 7d, 12h or 30m");
}

/** How time is named that ends now, or at times of its own. */
export interface NamedTime {
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
}

/**
 * The time that a live call names, up to `now` (ms) where it names no end. @throws UserError where
 * it is named in two ways, or half
 */
export function liveRange({ from, to, last }: NamedTime, now: number, usual: string): Window {
  if (last && (from || to))
    throw new UserError("--last goes without --from and --to", "name the time in one way");
  if (to && !from) throw new UserError("--to needs --from", "name both, or --last alone");
  if (!from) return { from: now - durationOption(last ?? usual, "--last"), to: now };
  const range = { from: timeOption(from, "--from"), to: to ? timeOption(to, "--to") : now };
  if (range.from < range.to) return range;
  throw new UserError(
    "--from is not before --to",
    "a window is half-open: the start counts, the end does not",
  );
}

/** Milliseconds of a date (UTC) or a time with its zone. @throws UserError for anything else */
export function timeOption(text: string, option: string): number {
  const ms = parseTime(text);
  if (ms !== undefined) return ms;
  throw new UserError(
    `${option} ${text} is neither a date nor a time with its zone`,
    "write 2026-11-21 or 2026-11-21T10:00:00Z",
  );
}
