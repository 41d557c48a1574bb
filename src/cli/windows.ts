import { parseDuration, parseShortDuration } from "../hunt/base/duration.ts";
import { parseTime } from "../hunt/base/time-text.ts";
import { cellAt, DAY, touchedCells, type Window } from "../hunt/base/window.ts";
import { dayWindows, huntedRange } from "../hunt/findings/cells.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { PlannedWindow } from "../hunt/runs/range.ts";
import type { TimeOptions } from "./data-problems.ts";
import type { DataTimes } from "./local-data.ts";
import { UserError } from "./user-error.ts";

/**
 * The range of all data: from its first day until its last slot has closed; of a rule that merges
 * rows, the cells from its first row to its last.
 */
export function wholeRange({ shape, hunt }: Rule, { first, last, days }: DataTimes): Window {
  if (days.size === 0) return { from: 0, to: 0 };
  if (shape === "aggregate") return touchedCells({ from: first, to: last }, hunt.every);
  return { from: cellAt(first, DAY).from, to: cellAt(last, hunt.slot).to + hunt.lateness };
}

/**
 * Cuts the range into windows of up to a day; those that read only days without data are known to be
 * empty, and merged. `times` is left out for a rule that may find something there. A rule that merges
 * rows runs the cells that the range touches and that are complete at `now` (ms).
 */
export function plannedWindows(
  rule: Rule,
  given: Window,
  times: DataTimes | undefined,
  now: number,
): PlannedWindow[] {
  const planned: PlannedWindow[] = [];
  for (const window of dayWindows(rule, huntedRange(rule, given, now))) {
    const empty = times !== undefined && !holdsRows(readRange(rule, window), times);
    const last = planned.at(-1);
    if (empty && last?.empty)
      planned[planned.length - 1] = { window: { from: last.window.from, to: window.to }, empty };
    else planned.push({ window, empty });
  }
  return planned;
}

/** The time whose rows a window's result depends on: the first of its cells reads a period back. */
function readRange({ shape, hunt }: Rule, { from, to }: Window): Window {
  return shape === "events" ? { from, to } : { from: from + hunt.every - hunt.period, to };
}

function holdsRows({ from, to }: Window, { days }: DataTimes): boolean {
  for (let day = cellAt(from, DAY).from; day < to; day += DAY) if (days.has(day)) return true;
  return false;
}

/**
 * The time range that the options name. @throws UserError if an end is neither a date nor a time
 * with its time zone
 */
export function askedTime({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): TimeOptions {
  return {
    from: from ? timeOption(from, "--from") : undefined,
    to: to ? timeOption(to, "--to") : undefined,
  };
}

/** Milliseconds of a number of days. @throws UserError for anything else */
export function daysOption(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text) * DAY;
  throw new UserError(`--days ${text} is not a number of days`, "write a whole number, such as 30");
}

/** Milliseconds of a duration. @throws UserError for anything else, and for a zero duration */
function durationOption(text: string, option: string): number {
  const ms = parseShortDuration(text) ?? parseDuration(text.toUpperCase());
  if (ms !== undefined && ms > 0) return ms;
  throw new UserError(`${option} ${text} is not a duration`, "write it as 7d, 12h or 30m");
}

/** A time range by its duration up to now, or by its ends. */
export interface NamedTime {
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
}

/**
 * The time range of a live command, up to `now` (ms) if no end is given. @throws UserError if it is
 * given in two ways, or incompletely
 */
export function liveRange({ from, to, last }: NamedTime, now: number, fallback: string): Window {
  if (last && (from || to))
    throw new UserError("--last cannot be combined with --from and --to", "use one or the other");
  if (to && !from) throw new UserError("--to needs --from", "give both, or --last alone");
  if (!from) return { from: now - durationOption(last ?? fallback, "--last"), to: now };
  const range = { from: timeOption(from, "--from"), to: to ? timeOption(to, "--to") : now };
  if (range.from < range.to) return range;
  throw new UserError(
    "--from is not before --to",
    "choose a start before the end; the end is exclusive",
  );
}

/**
 * Milliseconds of a date (UTC) or a time with its time zone. @throws UserError for anything else
 */
export function timeOption(text: string, option: string): number {
  const ms = parseTime(text);
  if (ms !== undefined) return ms;
  throw new UserError(
    `${option} ${text} is neither a date nor a time with its time zone`,
    "write 2026-11-21 or 2026-11-21T10:00:00Z",
  );
}
