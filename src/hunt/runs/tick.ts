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
  /** Runs that somebody asked for, each with its rule. */
  readonly asked: readonly Asked[];
  /** After this no job is begun, ms: what is left stays due. */
  readonly deadline: number;
  /**
   * Is told each job when it has ended, how long it took (ms), and whether it was asked for dry.
   */
  readonly ended: (outcome: JobOutcome, took: number, dry: boolean) => void;
  /** Names this tick among all instances that may run at once. */
  readonly holder: string;
  readonly startFrom: number | undefined;
  /**
   * Event time before which nothing is hunted by itself, ms: what was delivered then is not known
   * any more.
   */
  readonly notBefore: number;
  readonly mostGaps: number;
  /** How many jobs run at once; those of one rule and workspace never do. */
  readonly atOnce: number;
  /** Workspaces that gave no answer in the ticks before. */
  readonly resting: Resting;
}

/** A tick begins no job this long after it began, ms: before the Functions host would end it. */
export const TICK_BUDGET = 4 * 60_000;

/**
 * And none of a workspace that gave no answer before: one after another, so that waiting for it
 * once more delays no other tick.
 */
const DOUBT_BUDGET = 90_000;

export interface TickPorts extends RunPorts {
  /** The same for one dry run: what it would write is planned. */
  readonly dry: () => RunPorts;
}

export interface TickOutcome {
  readonly outcomes: readonly JobReport[];
  /** Jobs that somebody else holds. */
  readonly held: readonly Job[];
  /**
   * Jobs, or what is left of their windows, and slots to close that there was no time for, or whose
   * workspace gives no answer.
   */
  readonly left: readonly Job[];
  /** Workspaces that gave no answer, for the next tick. */
  readonly resting: Resting;
  /** Windows that missed runs left, before this tick. */
  readonly behind: number;
  /** What kept a rule from being looked at, one line each. */
  readonly failures: readonly string[];
  /** How far the rules had come in each workspace when the tick began. */
  readonly standings: readonly Standing[];
  /** What became of the jobs; those of dry asked runs are not among them. */
  readonly steps: readonly Step[];
}

/**
 * One turn of the timer: fresh windows first, then what was asked for, then the gaps; closes the
 * slots whose time is over.
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

/** Fresh windows first, then asked ones, then gaps; slots to close where nothing else runs. */
function listWork(
  { fresh, asked, gaps }: Readonly<Record<"fresh" | "asked" | "gaps", readonly Work[]>>,
  unclosed: readonly Work[],
): readonly Work[] {
  const jobs = [...fresh, ...asked, ...gaps.map((job) => ({ ...job, gap: true as const }))];
  const running = new Set(jobs.map(keyText));
  return [...jobs, ...unclosed.filter((one) => !running.has(keyText(one)))];
}

/** The service gives whole seconds, and takes a moment to answer. */
const CLOCKS_DIFFER_MS = 60_000;

function clockFailure(ahead: readonly number[]): string[] {
  const most = ahead.reduce((max, ms) => Math.max(max, ms), 0);
  if (most < CLOCKS_DIFFER_MS) return [];
  const told = `this app's clock is ${Math.round(most / 1_000)} s ahead of Log Analytics`;
  return [
    `${told}; what lies after its time is asked for again when it has come; if the clock ` +
      "stays ahead, restart the app",
  ];
}

/** The longest window of each rule and workspace that is to be run, ms. */
function widestByKey(jobs: readonly Work[]): ReadonlyMap<string, number> {
  const widest = new Map<string, number>();
  for (const job of jobs)
    widest.set(
      keyText(job),
      Math.max(widest.get(keyText(job)) ?? 0, job.window.to - job.window.from),
    );
  return widest;
}
