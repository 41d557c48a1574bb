import { DAY } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Rule } from "../findings/rule.ts";
import type { Resting } from "../ledger/lane-memory.ts";
import { due } from "./due.ts";
import type { LeaseOptions } from "./hold-lease.ts";
import type { Job, JobOutcome, JobReport, RunPorts } from "./job.ts";
import { noteFailure } from "./note-failure.ts";
import { ALL_TIME } from "./over-slots.ts";
import { readPlans } from "./read-plans.ts";
import { byRest, heardIn, restingAfter } from "./resting.ts";
import { runLeased } from "./run-leased.ts";
import { brokenStep, type Standing, type Step } from "./trouble/standing.ts";
import { type Asked, askedWork, type Work } from "./work.ts";
import { keyText, type WorkQueue, workQueue } from "./work-queue.ts";

export interface TickOptions extends LeaseOptions {
  readonly rules: readonly Rule[];
  readonly workspaces: readonly Workspace[];
  /** Requested runs, each with its rule. */
  readonly asked: readonly Asked[];
  /** The time after which no job is begun, ms: what is left stays due. */
  readonly deadline: number;
  /**
   * Called with each job that has ended, how long it took (ms), and whether it is of a requested
   * dry run.
   */
  readonly ended: (outcome: JobOutcome, took: number, dry: boolean) => void;
  /** Names this tick among all instances that may run at once. */
  readonly holder: string;
  readonly startFrom: number | undefined;
  /**
   * Event time before which scheduled runs never hunt, ms: the ledger no longer knows what was
   * delivered for it.
   */
  readonly notBefore: number;
  readonly mostGaps: number;
  /** How many jobs run at once; those of one rule and workspace never do. */
  readonly atOnce: number;
  /** Workspaces that gave no answer in the ticks before. */
  readonly resting: Resting;
}

/** How long a tick begins new jobs, ms: well before the Functions host would end it. */
export const TICK_BUDGET = 4 * 60_000;

/**
 * How long a tick begins new jobs of workspaces that gave no answer in earlier ticks, ms. They run
 * one after another, and waiting for them again must not delay the next tick.
 */
const DOUBT_BUDGET = 90_000;

export interface TickPorts extends RunPorts {
  /** The ports for one dry run, which only plan its writes. */
  readonly dry: () => RunPorts;
}

export interface TickOutcome {
  readonly outcomes: readonly JobReport[];
  /** Jobs whose lease another instance holds. */
  readonly held: readonly Job[];
  /**
   * Jobs (or the rest of their windows) and slots to close that were not done, because there was no
   * time or their workspace gives no answer.
   */
  readonly left: readonly Job[];
  /** Workspaces that gave no answer, for the next tick. */
  readonly resting: Resting;
  /** How many missed windows there were before this tick. */
  readonly behind: number;
  /** Errors that ended the work on a rule, one line each. */
  readonly failures: readonly string[];
  /** How far the rules had come in each workspace when the tick began. */
  readonly standings: readonly Standing[];
  /** What became of the jobs, without those of requested dry runs. */
  readonly steps: readonly Step[];
}

/**
 * One tick of the timer: runs fresh windows first, then requested ones, then gaps; closes the slots
 * whose time is over.
 */
export async function runTick(options: TickOptions, ports: TickPorts): Promise<TickOutcome> {
  const done = {
    outcomes: [] as JobReport[],
    held: [] as Job[],
    left: [] as Job[],
    failures: [] as string[],
    ahead: [] as number[],
    steps: [] as Step[],
  };
  const { plans, unclosed, times, standings } = await readPlans(options, ports, done);
  const { fresh, gaps, behind } = due(plans, options);
  const all = listWork({ fresh, asked: askedWork(options, ports), gaps }, unclosed);
  const { ready, doubtful, asleep } = byRest(all, options.resting, options.clock());
  const heard = new Map<string, JobReport[]>();
  const widest = widestByKey(all);
  const worker = async (
    queue: WorkQueue<Work>,
    deadline: number,
    number: number,
  ): Promise<void> => {
    for (let job = await queue.next(); job; job = await queue.next()) {
      const timed = {
        ...job,
        time: times.get(keyText(job)) ?? ALL_TIME,
        widest: widest.get(keyText(job)) ?? DAY,
      };
      const own: JobReport[] = [];
      const limited = { ...options, deadline };
      const run = () =>
        runLeased(timed, `${options.holder} ${number}`, limited, ports, { ...done, own });
      const broken = await noteFailure(job, run, done.failures);
      if (broken) done.steps.push(brokenStep(job, broken));
      heard.set(job.workspace.id, [...(heard.get(job.workspace.id) ?? []), ...own]);
      queue.ended(job, heardIn(own));
    }
  };
  const [others, silent] = [workQueue(ready), workQueue(doubtful)];
  await Promise.all([
    ...Array.from({ length: options.atOnce }, (_, number) =>
      worker(others, options.deadline, number),
    ),
    worker(silent, Math.min(options.deadline, options.clock() + DOUBT_BUDGET), options.atOnce),
  ]);
  const { ahead, failures, ...outcome } = done;
  const left = [...done.left, ...others.left, ...silent.left, ...asleep];
  return {
    ...outcome,
    left,
    failures: [...failures, ...clockFailure(ahead)],
    resting: restingAfter(options.resting, heard, options.clock()),
    behind,
    standings,
  };
}

/**
 * Fresh windows first, then requested ones, then gaps; then, for a rule and workspace without any
 * of these, a slot to close.
 */
function listWork(
  { fresh, asked, gaps }: Readonly<Record<"fresh" | "asked" | "gaps", readonly Work[]>>,
  unclosed: readonly Work[],
): readonly Work[] {
  const jobs = [...fresh, ...asked, ...gaps.map((job) => ({ ...job, gap: true as const }))];
  const running = new Set(jobs.map(keyText));
  return [...jobs, ...unclosed.filter((one) => !running.has(keyText(one)))];
}

/**
 * How far clocks may differ unnoticed, ms: the service gives its time in whole seconds, and takes a
 * moment to answer.
 */
const CLOCKS_DIFFER_MS = 60_000;

function clockFailure(ahead: readonly number[]): string[] {
  const most = ahead.reduce((max, ms) => Math.max(max, ms), 0);
  if (most < CLOCKS_DIFFER_MS) return [];
  const told = `this app's clock is ${Math.round(most / 1_000)} s ahead of Log Analytics`;
  return [
    `${told}; time after the Log Analytics clock is queried again later; if the clock stays ` +
      "ahead, restart the app",
  ];
}

/** The length of the longest window to run, for each rule and workspace, ms. */
function widestByKey(jobs: readonly Work[]): ReadonlyMap<string, number> {
  const widest = new Map<string, number>();
  for (const job of jobs)
    widest.set(
      keyText(job),
      Math.max(widest.get(keyText(job)) ?? 0, job.window.to - job.window.from),
    );
  return widest;
}
