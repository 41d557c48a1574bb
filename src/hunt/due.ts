import type { Coverage } from "./ports.ts";
import type { Rule, Workspace } from "./rule.ts";
import type { Job } from "./run.ts";
import { coalesce, contains, type Window } from "./window.ts";

/** A rule in a workspace with what the ledger says is covered. */
export interface Candidate {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly coverage: Coverage;
  /** When it first ran by itself, ms; undefined: it never did. What somebody asked for does not count. */
  readonly begun: number | undefined;
}

export interface DueOptions {
  /** What time it is, ms. */
  readonly now: number;
  /** Event time before which nothing is hunted unless somebody asks; undefined: from the rule's first run on. */
  readonly startFrom: number | undefined;
  /** Event time before which nothing is hunted by itself, ms. */
  readonly notBefore: number;
  /** How many jobs that fill gaps are given at most; fresh ones are always given. */
  readonly mostGaps: number;
}

/** What is to be run now. */
export interface Due {
  /** A window for every rule whose interval is over. */
  readonly fresh: readonly Job[];
  /** What missed runs left, the oldest first, as many as may be taken up. */
  readonly gaps: readonly Job[];
  /** How many windows missed runs left in all. */
  readonly behind: number;
}

/** Every time is asked for until it is settled: asked for when every row of it can have arrived. */
export function due(candidates: readonly Candidate[], options: DueOptions): Due {
  const gaps = inTurn(candidates.map((candidate) => gapWindows(candidate, options)));
  return {
    fresh: candidates.flatMap((candidate) => freshWindow(candidate, options)),
    gaps: gaps.slice(0, options.mostGaps),
    behind: gaps.length,
  };
}

/** The oldest of each, then the next of each: a rule whose gaps never close keeps no other rule's open. */
function inTurn(lists: readonly (readonly Job[])[]): Job[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list[place] ?? [])).flat();
}

/** The end of the last whole interval of the rule's frequency. */
function freshEnd({ rule }: Candidate, now: number): number {
  return Math.floor(now / rule.hunt.every) * rule.hunt.every;
}

/** The rule's interval that is over, with the lateness before it; cut where long windows gave no complete answer. */
function freshWindow(candidate: Candidate, { now, startFrom = Number.NEGATIVE_INFINITY }: DueOptions): Job[] {
  const { coverage, rule } = candidate;
  const to = freshEnd(candidate, now);
  const interval = { from: Math.max(to - rule.hunt.every, startFrom), to };
  if (interval.from >= to || coverage.covered.some((window) => contains(window, interval))) return [];
  return jobsOf(candidate, { from: Math.max(to - rule.hunt.every - rule.hunt.lateness, startFrom), to }).reverse();
}

/** What lies unsettled between the start and the fresh window: missed, or asked for before its late rows had arrived. */
function gapWindows(candidate: Candidate, options: DueOptions): Job[] {
  const { rule, coverage } = candidate;
  const to = freshEnd(candidate, options.now) - rule.hunt.every - rule.hunt.lateness;
  return uncovered({ from: startOf(candidate, options) ?? to, to }, coverage.settled).flatMap((gap) => jobsOf(candidate, gap));
}

/** Event time from which a rule hunts a workspace by itself, ms; undefined where it never did. */
export function startOf({ begun }: Candidate, { startFrom, notBefore }: Pick<DueOptions, "startFrom" | "notBefore">): number | undefined {
  const start = startFrom ?? begun;
  return start === undefined ? undefined : Math.max(start, notBefore);
}

function jobsOf({ rule, workspace, coverage }: Candidate, window: Window): Job[] {
  return pieces(window, coverage.longest).map((piece) => ({ rule, workspace, window: piece, known: "skip" }));
}

/** The parts of a range that no window covers. */
export function uncovered(range: Window, covered: readonly Window[]): Window[] {
  const gaps: Window[] = [];
  let from = range.from;
  for (const window of coalesce(covered)) {
    if (window.to <= from) continue;
    if (window.from >= range.to) break;
    if (window.from > from) gaps.push({ from, to: window.from });
    from = Math.max(from, window.to);
  }
  if (from < range.to) gaps.push({ from, to: range.to });
  return gaps;
}

function pieces({ from, to }: Window, longest: number): Window[] {
  const parts: Window[] = [];
  for (let start = from; start < to; start += longest) parts.push({ from: start, to: Math.min(start + longest, to) });
  return parts;
}
