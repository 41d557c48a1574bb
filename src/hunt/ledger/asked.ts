import type { Problem } from "../base/problem.ts";
import { halves, SHORTEST_WINDOW, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { dayWindows, huntedRange } from "../findings/cells.ts";
import type { Rule } from "../findings/rule.ts";
import { addCounts, isOutOfTime, type RunRecord } from "./run-record.ts";

/** A window of a requested run that is still to be run, and how often it has failed. */
export interface AskedWindow {
  readonly workspace: string;
  readonly window: Window;
  readonly failed: number;
}

/** What a requested run has done so far, in the windows that succeeded. */
export interface AskedTotals {
  readonly windows: number;
  readonly rows: number;
  readonly findings: number;
  readonly late: number;
  readonly truncated: number;
  readonly suppressed: Readonly<Record<string, number>>;
  readonly unanswered: Readonly<Record<string, number>>;
  readonly writes: Readonly<Record<string, number>>;
}

/**
 * A requested run: the next ticks of its lane run its windows, whatever the ledger says about them.
 */
export interface AskedRun {
  readonly version: 1;
  /** A random UUID. */
  readonly id: string;
  readonly lane: string;
  /** Slug. */
  readonly rule: string;
  readonly range: Window;
  /** A dry run: it reads, plans and reports, and writes nothing. */
  readonly dry: boolean;
  /** Ms. */
  readonly askedAt: number;
  /**
   * When its last window was done or given up, ms; undefined before that, and in runs of older
   * versions.
   */
  readonly endedAt?: number;
  readonly waiting: readonly AskedWindow[];
  /** Windows that were given up. */
  readonly failed: readonly AskedWindow[];
  readonly done: AskedTotals;
  /** The last ones, one line each. */
  readonly problems: readonly Problem[];
}

/** How often a window is tried before it is given up. */
const TRIES = 3;
const MOST_PROBLEMS = 20;
const NOTHING: AskedTotals = {
  windows: 0,
  rows: 0,
  findings: 0,
  late: 0,
  truncated: 0,
  suppressed: {},
  unanswered: {},
  writes: {},
};

/**
 * A new run: its range cut into windows of at most a day, in every workspace, oldest first. A rule
 * that merges rows runs the complete cells that the range touches.
 */
export function askRun(
  asked: Pick<AskedRun, "id" | "lane" | "range" | "dry" | "askedAt">,
  rule: Rule,
  workspaces: readonly Workspace[],
): AskedRun {
  const range = huntedRange(rule, asked.range, asked.askedAt);
  const waiting = dayWindows(rule, range).flatMap((window) =>
    workspaces.map(({ id }) => ({ workspace: id, window, failed: 0 })),
  );
  return {
    ...{ version: 1, ...asked, range, rule: rule.slug },
    ...{ waiting, failed: [], done: NOTHING, problems: [] },
  };
}

/** waiting: some windows are still to be run; done: all succeeded; failed: some were given up. */
export function runState({ waiting, failed }: AskedRun): "waiting" | "done" | "failed" {
  if (waiting.length > 0) return "waiting";
  return failed.length > 0 ? "failed" : "done";
}

/** Records when the run ended, if none of its windows is waiting and no end is recorded yet. */
export function timeEnd(run: AskedRun, now: number): AskedRun {
  return run.waiting.length > 0 || run.endedAt !== undefined ? run : { ...run, endedAt: now };
}

/**
 * The part of a window up to a time (ms), and the rest; no rest if the part is the whole window.
 */
export function partedAt(
  tried: AskedWindow,
  to: number,
): readonly [part: AskedWindow, rest?: AskedWindow] {
  const { from, to: end } = tried.window;
  if (to >= end) return [tried];
  return [
    { ...tried, window: { from, to } },
    { ...tried, window: { from: to, to: end } },
  ];
}

/**
 * Replaces one of the run's windows by its parts; the run is unchanged if another tick has settled
 * that window since.
 */
export function withParts(
  run: AskedRun,
  tried: AskedWindow,
  parts: readonly AskedWindow[],
): AskedRun {
  return { ...run, waiting: run.waiting.flatMap((one) => (isSame(one, tried) ? parts : [one])) };
}

/**
 * The run after one of its windows was tried; unchanged if another tick has settled that window
 * since.
 */
export function settle(
  run: AskedRun,
  tried: AskedWindow,
  record: RunRecord,
  tooMuch = false,
): AskedRun {
  const waiting = run.waiting.filter((one) => !isSame(one, tried));
  if (waiting.length === run.waiting.length) return run;
  const after = {
    ...run,
    waiting,
    problems: [...run.problems, ...record.problems].slice(-MOST_PROBLEMS),
  };
  if (record.state === "ok") return { ...after, done: plus(run.done, record) };
  // There was no time for it, which says nothing about the window.
  if (isOutOfTime(record)) return { ...after, waiting: [...waiting, tried] };
  const parts = halves(tried.window, SHORTEST_WINDOW);
  if (tooMuch && parts)
    return { ...after, waiting: [...parts.map((window) => ({ ...tried, window })), ...waiting] };
  return failedOnce(after, tried);
}

/** A window that could not even be recorded counts as failed. */
export function stumble(run: AskedRun, tried: AskedWindow, problem: Problem): AskedRun {
  const waiting = run.waiting.filter((one) => !isSame(one, tried));
  if (waiting.length === run.waiting.length) return run;
  return failedOnce(
    { ...run, waiting, problems: [...run.problems, problem].slice(-MOST_PROBLEMS) },
    tried,
  );
}

function failedOnce(run: AskedRun, tried: AskedWindow): AskedRun {
  const again = { ...tried, failed: tried.failed + 1 };
  return again.failed < TRIES
    ? { ...run, waiting: [...run.waiting, again] }
    : { ...run, failed: [...run.failed, again] };
}

/** Gives up the windows that cannot be run at all: those of the given workspaces. */
export function giveUp(run: AskedRun, workspaces: readonly string[], problem: Problem): AskedRun {
  const given = run.waiting.filter(({ workspace }) => workspaces.includes(workspace));
  if (given.length === 0) return run;
  const waiting = run.waiting.filter(({ workspace }) => !workspaces.includes(workspace));
  return {
    ...run,
    waiting,
    failed: [...run.failed, ...given],
    problems: [...run.problems, problem].slice(-MOST_PROBLEMS),
  };
}

export function isSame(a: AskedWindow, b: AskedWindow): boolean {
  return (
    a.workspace === b.workspace && a.window.from === b.window.from && a.window.to === b.window.to
  );
}

function plus(
  before: AskedTotals,
  { rows, findings, late, truncated, suppressed, unanswered, writes }: RunRecord,
): AskedTotals {
  return {
    windows: before.windows + 1,
    rows: before.rows + rows,
    findings: before.findings + findings,
    late: before.late + late,
    truncated: before.truncated + truncated,
    suppressed: addCounts(before.suppressed, suppressed),
    unanswered: addCounts(before.unanswered, unanswered),
    writes: addCounts(before.writes, writes),
  };
}
