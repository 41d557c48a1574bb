import type { Rule, Workspace } from "./rule.ts";
import type { Job } from "./run.ts";
import { coalesce, DAY, type Window } from "./window.ts";

/** A rule in a workspace with what the ledger says is covered. */
export interface Candidate {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly covered: readonly Window[];
  /** When it first ran by itself, ms; undefined: it never did. What somebody asked for does not count. */
  readonly begun: number | undefined;
}

export interface DueOptions {
  /** What time it is, ms. */
  readonly now: number;
  /** Event time before which nothing is hunted unless somebody asks; undefined: from the rule's first run on. */
  readonly startFrom: number | undefined;
  /** How many jobs that fill gaps are given at most; fresh ones are always given. */
  readonly mostGaps: number;
}

/** The longest window that fills a gap. */
const LONGEST = DAY;

/** What is to be run now. */
export interface Due {
  /** A window for every rule whose interval is over. */
  readonly fresh: readonly Job[];
  /** What missed runs left, the oldest first, as many as may be taken up. */
  readonly gaps: readonly Job[];
  /** How many windows missed runs left in all. */
  readonly behind: number;
}

/** Windows overlap by the rule's lateness, so that every row is asked for once more after it can have arrived. */
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

function freshWindow(candidate: Candidate, { now }: DueOptions): Job[] {
  const { rule, workspace, covered } = candidate;
  const to = freshEnd(candidate, now);
  if (covered.some((window) => window.from < to && to <= window.to)) return [];
  return [{ rule, workspace, window: { from: to - rule.hunt.every - rule.hunt.lateness, to }, known: "skip" }];
}

/** What lies uncovered between the start and the fresh window, each reaching back by the lateness. */
function gapWindows(candidate: Candidate, { now, startFrom }: DueOptions): Job[] {
  const { rule, workspace, covered, begun } = candidate;
  const freshFrom = freshEnd(candidate, now) - rule.hunt.every - rule.hunt.lateness;
  const from = startFrom ?? begun ?? freshFrom;
  return uncovered({ from, to: freshFrom }, covered)
    .flatMap((gap) => pieces(gap))
    .map((gap) => ({ rule, workspace, window: { from: Math.max(gap.from - rule.hunt.lateness, from), to: gap.to }, known: "skip" }));
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

function pieces({ from, to }: Window): Window[] {
  const parts: Window[] = [];
  for (let start = from; start < to; start += LONGEST) parts.push({ from: start, to: Math.min(start + LONGEST, to) });
  return parts;
}
