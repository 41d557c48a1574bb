import { cellAt, coalesce, contains, pieces, touchedCells, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { completeEnd } from "../findings/cells.ts";
import type { Rule } from "../findings/rule.ts";
import type { Coverage } from "../ledger/store.ts";
import type { Job } from "./job.ts";

/** A rule in a workspace with what the ledger says is covered. */
export interface Candidate {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly coverage: Coverage;
  /**
   * When the rule first ran on its schedule, ms; undefined if it never did. Requested runs do not
   * count.
   */
  readonly begun: number | undefined;
}

export interface DueOptions {
  /** What time it is, ms. */
  readonly now: number;
  /**
   * Event time before which only requested runs hunt, ms; undefined: hunt from the rule's first run
   * on.
   */
  readonly startFrom: number | undefined;
  /** Event time before which scheduled runs never hunt, whatever `startFrom` says, ms. */
  readonly notBefore: number;
  /** At most this many jobs that fill gaps are due; fresh jobs always are. */
  readonly mostGaps: number;
}

/** The jobs to run now. */
export interface Due {
  /** A window for every rule whose interval is over. */
  readonly fresh: readonly Job[];
  /** Windows that earlier runs missed, oldest first, at most `mostGaps`. */
  readonly gaps: readonly Job[];
  /** How many missed windows there are in all. */
  readonly behind: number;
}

/**
 * What a rule has to do in a workspace, limited to what one tick can take up: even a ledger with
 * many small gaps makes a short list of jobs.
 */
export interface Plan {
  readonly fresh: readonly Job[];
  /** The oldest missed windows, at most `mostGaps`. */
  readonly gaps: readonly Job[];
  /** How many missed windows there are in all. */
  readonly behind: number;
}

/**
 * Plans a rule's jobs. Event time is queried again until it is settled, that is, until it was
 * queried after all of its late rows could have arrived.
 */
export function planCandidate(candidate: Candidate, options: DueOptions): Plan {
  const longest = longestWindow(candidate);
  const windows = gapWindows(candidate, options);
  const gaps: Job[] = [];
  for (const piece of pieces(windows, longest)) {
    if (gaps.length >= options.mostGaps) break;
    gaps.push(makeJob(candidate, piece));
  }
  return { fresh: freshWindow(candidate, options), gaps, behind: countPieces(windows, longest) };
}

/**
 * The longest window of a job, ms: a cell of a rule that merges rows, which is never split; else as
 * long as earlier answers and the query's own clock allow.
 */
export function longestWindow({ rule, coverage }: Pick<Candidate, "rule" | "coverage">): number {
  if (rule.shape === "aggregate") return rule.hunt.every;
  return Math.min(coverage.longest, rule.longest ?? coverage.longest);
}

/** Chooses the jobs to run now from the plans of all rules and workspaces. */
export function due(plans: readonly Plan[], { mostGaps }: Pick<DueOptions, "mostGaps">): Due {
  return {
    fresh: plans.flatMap(({ fresh }) => fresh),
    gaps: inTurn(
      plans.map(({ gaps }) => gaps),
      mostGaps,
    ),
    behind: plans.reduce((sum, plan) => sum + plan.behind, 0),
  };
}

/**
 * The oldest job of each list, then the next of each, and so on: a rule whose gaps never close does
 * not keep the others' gaps open.
 */
function inTurn(lists: readonly (readonly Job[])[], most: number): Job[] {
  const places = Array.from({ length: most }, (_, place) => place);
  return places.flatMap((place) => lists.flatMap((list) => list[place] ?? [])).slice(0, most);
}

/** The end of the last whole interval of the rule's frequency, or of the last complete cell. */
export function freshEnd({ rule }: Pick<Candidate, "rule">, now: number): number {
  if (rule.shape === "aggregate") return completeEnd(rule, now);
  return Math.floor(now / rule.hunt.every) * rule.hunt.every;
}

/** How much time before the newest interval its job queries again, for rows that came late, ms. */
export function queriedAgain({ shape, hunt }: Rule): number {
  return shape === "aggregate" ? 0 : hunt.lateness;
}

/**
 * The rule's latest complete interval, together with the lateness before it; cut into pieces if
 * long windows gave no complete answer before.
 */
function freshWindow(
  candidate: Candidate,
  { now, startFrom = Number.NEGATIVE_INFINITY }: DueOptions,
): Job[] {
  const { coverage, rule } = candidate;
  const to = freshEnd(candidate, now);
  const interval = { from: Math.max(to - rule.hunt.every, startFrom), to };
  if (interval.from >= to || coverage.covered.some((window) => contains(window, interval)))
    return [];
  // A cell that begins before the start is not hunted at all: it is never split.
  if (rule.shape === "aggregate")
    return to - rule.hunt.every < startFrom
      ? []
      : [makeJob(candidate, { from: to - rule.hunt.every, to })];
  const window = { from: Math.max(to - rule.hunt.every - rule.hunt.lateness, startFrom), to };
  return [...pieces([window], longestWindow(candidate))]
    .reverse()
    .map((piece) => makeJob(candidate, piece));
}

/**
 * The unsettled time between the start and the fresh window: it was missed, or queried before its
 * late rows had arrived.
 */
function gapWindows(candidate: Candidate, options: DueOptions): Window[] {
  const { rule, coverage } = candidate;
  const to = freshEnd(candidate, options.now) - rule.hunt.every - queriedAgain(rule);
  const gaps = findGaps({ from: huntStart(candidate, options) ?? to, to }, coverage.settled);
  return rule.shape === "aggregate"
    ? coalesce(gaps.map((gap) => touchedCells(gap, rule.hunt.every)))
    : gaps;
}

/**
 * Event time from which a rule hunts a workspace on its schedule, ms; undefined if it never did. The
 * cells of a rule that merges rows are hunted as a whole: from the one in which the rule began, or
 * from the first one after a start that is set.
 */
export function huntStart(
  { begun, rule: { shape, hunt } }: Pick<Candidate, "begun" | "rule">,
  { startFrom, notBefore }: Pick<DueOptions, "startFrom" | "notBefore">,
): number | undefined {
  const start = startFrom ?? begun;
  if (start === undefined) return undefined;
  if (shape === "events") return Math.max(start, notBefore);
  const next = (time: number) => Math.ceil(time / hunt.every) * hunt.every;
  const first = startFrom === undefined ? cellAt(start, hunt.every).from : next(start);
  return Math.max(first, next(notBefore));
}

function makeJob({ rule, workspace }: Candidate, window: Window): Job {
  return { rule, workspace, window, known: "skip" };
}

/** The parts of a range that no window covers; the windows are in order and do not overlap. */
export function findGaps(range: Window, covered: readonly Window[]): Window[] {
  const gaps: Window[] = [];
  let from = range.from;
  for (const window of covered) {
    if (window.to <= from) continue;
    if (window.from >= range.to) break;
    if (window.from > from) gaps.push({ from, to: window.from });
    from = Math.max(from, window.to);
  }
  if (from < range.to) gaps.push({ from, to: range.to });
  return gaps;
}

/** How many pieces of at most the given length (ms) the windows are cut into. */
export function countPieces(windows: readonly Window[], longest: number): number {
  return windows.reduce((sum, { from, to }) => sum + Math.ceil((to - from) / longest), 0);
}
