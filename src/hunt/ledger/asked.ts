import type { Problem } from "../base/problem.ts";
import { cut, DAY, halves, SHORTEST_WINDOW, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Rule } from "../findings/rule.ts";
import { addCounts, type RunRecord } from "./run-record.ts";

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
 * A requested run: its windows are run by the next ticks of its lane, whatever the ledger says
 * about them.
 */
export interface AskedRun {
  readonly version: 1;
  /** A random UUID. */
  readonly id: string;
  readonly lane: string;
  /** Slug. */
  readonly rule: string;
  readonly range: Window;
  /** Read, planned and reported; nothing is written. */
  readonly dry: boolean;
  /** Ms. */
  readonly askedAt: number;
  /**
   * When its last window was done or given up, ms; undefined before that, and in runs of older
   * versions.
   */
  readonly endedAt?: number;
  readonly waiting: readonly AskedWindow[];
  /** Windows that are given up. */
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

/** A new run: the range in windows of up to a day, in every workspace, the oldest first. */
export function askRun(
  asked: Pick<AskedRun, "id" | "lane" | "range" | "dry" | "askedAt">,
  { slug }: Rule,
  workspaces: readonly Workspace[],
): AskedRun {
  const waiting = cut(asked.range, DAY).flatMap((window) =>
    workspaces.map(({ id }) => ({ workspace: id, window, failed: 0 })),
  );
  return { version: 1, ...asked, rule: slug, waiting, failed: [], done: NOTHING, problems: [] };
}

/** waiting: to be taken up, or under way; done: every window stood; failed: some were given up. */
export function runState({ waiting, failed }: AskedRun): "waiting" | "done" | "failed" {
  if (waiting.length > 0) return "waiting";
  return failed.length > 0 ? "failed" : "done";
}

/**
 * The run with the time at which it ended, once nothing of it waits; unchanged before and after.
 */
export function timeEnd(run: AskedRun, now: number): AskedRun {
  return run.waiting.length > 0 || run.endedAt !== undefined ? run : { ...run, endedAt: now };
}

/**
 * A window's first part, up to a time (ms), and what is left of it; no rest where the part is all
 * of it.
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
 * The run with one of its windows in parts; unchanged if another tick has settled that window by
 * then.
 */
export function withParts(
  run: AskedRun,
  tried: AskedWindow,
  parts: readonly AskedWindow[],
): AskedRun {
  return { ...run, waiting: run.waiting.flatMap((one) => (isSame(one, tried) ? parts : [one])) };
}

/**
 * The run after one of its windows was tried; unchanged if another tick has settled that window by
 * then.
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
