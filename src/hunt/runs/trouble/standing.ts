import { oneLine } from "../../base/escape.ts";
import { coalesce, type Window } from "../../base/window.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { Rule } from "../../findings/rule.ts";
import type { Cause } from "../../ledger/lane-memory.ts";
import { isOutOfTime, type RunRecord } from "../../ledger/run-record.ts";
import {
  type Candidate,
  type DueOptions,
  findGaps,
  freshEnd,
  huntStart,
  longestWindow,
  queriedAgain,
} from "../due.ts";
import type { JobOutcome } from "../job.ts";
import { keyText } from "../work-queue.ts";

/** How far a rule has come in a workspace. */
export interface Standing {
  readonly rule: Rule;
  readonly workspace: Workspace;
  /**
   * The end of the covered time, or the time when the rule began if nothing is covered, ms;
   * undefined if the ledger could not be read.
   */
  readonly coveredTo: number | undefined;
  /** Event time before the newest window that was never covered. */
  readonly missed: readonly Window[];
  /** Event time up to the newest window's end that is not settled. */
  readonly unsettled: readonly Window[];
  /** The longest window that is queried at once, ms. */
  readonly longest: number;
}

/** What became of one job. */
export interface Step {
  /** The rule and workspace, as a key from `keyText`. */
  readonly key: string;
  readonly ruleId: string;
  readonly workspaceId: string;
  /** ledger: there was no job, because the ledger could not be read. */
  readonly job: RunRecord["job"] | "ledger";
  readonly window: Window;
  readonly state: RunRecord["state"];
  /** It failed only because there was no time, or no room, for all of it. */
  readonly outOfTime?: true;
  /** Why it failed. */
  readonly cause?: Cause;
  /** The event time up to which it can cover, ms. */
  readonly coversTo: number;
  /** It belongs to a requested run, which reports its failure itself. */
  readonly asked: boolean;
}

/** How many ranges are kept for a rule and workspace; the last one spans all further ones. */
const MOST_RANGES = 8;
/** The most characters of a cause, and of its remedy. */
const LONGEST_TEXT = 300;

/** How far a rule has come when a tick begins. */
export function readStanding(candidate: Candidate, options: DueOptions): Standing {
  const { rule, workspace, coverage, begun } = candidate;
  const { covered, settled } = coverage;
  const end = freshEnd(candidate, options.now);
  const from = huntStart(candidate, options) ?? end;
  const began = Math.max(begun ?? from, from);
  return {
    rule,
    workspace,
    coveredTo: Math.max(covered.at(-1)?.to ?? began, began),
    missed: fewRanges(findGaps({ from, to: end - rule.hunt.every - queriedAgain(rule) }, covered)),
    unsettled: fewRanges(findGaps({ from, to: end }, settled)),
    longest: longestWindow(candidate),
  };
}

/** The standing of a rule whose ledger could not be read. */
export function unknownStanding({
  rule,
  workspace,
}: Pick<Standing, "rule" | "workspace">): Standing {
  return { rule, workspace, coveredTo: undefined, missed: [], unsettled: [], longest: 0 };
}

/** How far a rule has come after its jobs. */
export function advance(standing: Standing, steps: readonly Step[]): Standing {
  const { coveredTo, missed } = standing;
  const done = coalesce(
    steps
      .filter(({ job, state }) => job === "window" && state === "ok")
      .map(({ window: { from, to }, coversTo }) => ({ from, to: Math.min(to, coversTo) })),
  );
  return {
    ...standing,
    coveredTo:
      coveredTo === undefined ? undefined : Math.max(coveredTo, done.at(-1)?.to ?? coveredTo),
    missed: missed.flatMap((range) => findGaps(range, done)),
  };
}

/** At most MOST_RANGES ranges that contain all the given ones, which are in order. */
export function fewRanges(ranges: readonly Window[]): readonly Window[] {
  const [last, end] = [ranges[MOST_RANGES - 1], ranges.at(-1)];
  if (ranges.length <= MOST_RANGES || !last || !end) return ranges;
  return [...ranges.slice(0, MOST_RANGES - 1), { from: last.from, to: end.to }];
}

type StepJob = Pick<Standing, "rule" | "workspace"> & {
  readonly window: Window;
  readonly asked?: unknown;
  readonly closing?: true;
};

/** The step of a job that has an outcome; `now` in ms. */
export function makeStep(
  job: StepJob,
  { record, servedAt }: Pick<JobOutcome, "record" | "servedAt">,
  now: number,
): Step {
  const { job: kind, window, state, problems } = record;
  const [problem] = problems;
  const step = {
    ...stepIdentity(job),
    job: kind,
    window,
    state,
    coversTo: Math.min(now, servedAt ?? now),
  };
  const late = isOutOfTime(record) ? { outOfTime: true as const } : {};
  return state === "failed" && problem ? { ...step, ...late, cause: limitCause(problem) } : step;
}

/** The step of a job that an error ended. */
export function brokenStep(job: StepJob, cause: Cause): Step {
  return {
    ...stepIdentity(job),
    job: job.closing ? "closing" : "window",
    window: job.window,
    state: "failed",
    cause,
    coversTo: 0,
  };
}

/** The step of a rule that has no job, because its ledger could not be read. */
export function unreadStep(pair: Pick<Standing, "rule" | "workspace">, cause: Cause): Step {
  const window = { from: 0, to: 1 };
  return {
    ...stepIdentity({ ...pair, window }),
    job: "ledger",
    window,
    state: "failed",
    cause,
    coversTo: 0,
  };
}

function stepIdentity(job: StepJob) {
  const { rule, workspace, asked } = job;
  return {
    key: keyText(job),
    ruleId: rule.id,
    workspaceId: workspace.id,
    asked: asked !== undefined,
  };
}

export function limitCause({ message, remedy }: Cause): Cause {
  return { message: oneLine(message, LONGEST_TEXT), remedy: oneLine(remedy, LONGEST_TEXT) };
}
