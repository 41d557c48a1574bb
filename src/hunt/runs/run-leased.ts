import { contains, type Window } from "../base/window.ts";
import { makeOwner } from "../findings/finding.ts";
import { closeSlots, gaveNoAnswer } from "./close.ts";
import { fence } from "./fence.ts";
import { readHeld } from "./held-ledger.ts";
import { holdLease } from "./hold-lease.ts";
import type { Job, JobOutcome, JobReport, RunPorts } from "./job.ts";
import { runAsked } from "./run-asked.ts";
import { type Bounds, runSized } from "./run-sized.ts";
import { afterCrash } from "./sizing.ts";
import type { TickOptions, TickPorts } from "./tick.ts";
import { makeStep, type Step } from "./trouble/standing.ts";
import type { Timed } from "./work.ts";

/** Runs a job while nobody else works on its rule and workspace. */
export async function runLeased(
  job: Timed,
  holder: string,
  options: TickOptions,
  ports: TickPorts,
  done: {
    outcomes: JobReport[];
    held: Job[];
    left: Job[];
    ahead: number[];
    own: JobReport[];
    steps: Step[];
  },
): Promise<void> {
  const now = options.clock();
  if (now >= options.deadline) return void done.left.push(job);
  const lease = await holdLease(makeOwner(job.rule, job.workspace), holder, options, ports.store);
  if (!lease) return void done.held.push(job);
  const fenced = fence(ports, lease.isLost);
  const isOver = (last?: JobReport) =>
    gaveNoAnswer(last) || lease.isLost() || options.clock() >= options.deadline;
  const leave = (window: Window) =>
    void (lease.isLost() ? done.held : done.left).push({ ...job, window });
  const bounds = { isOver, leave };
  let begun = now;
  try {
    const held = { ...fenced, store: await readHeld(fenced.store, job) };
    if (lease.answer === "abandoned") await shorten(job, held);
    for await (const outcome of job.asked
      ? runAsked(job, job.asked, bounds, held)
      : runDue(job, bounds, held)) {
      const report = makeReport(outcome);
      done.outcomes.push(report);
      done.own.push(report);
      if (!job.asked?.run.dry) done.steps.push(makeStep(job, report, begun));
      if (outcome.servedAt !== undefined) done.ahead.push(begun - outcome.servedAt);
      options.ended(outcome, options.clock() - begun, job.asked?.run.dry === true);
      begun = options.clock();
    }
  } finally {
    await lease.release();
  }
}

/** Drops the events: a tick can have thousands of jobs, and a job many parts. */
function makeReport({ record, tooMuch, fill, servedAt, heard }: JobOutcome): JobReport {
  return { record, tooMuch, fill, servedAt, heard };
}

/**
 * The previous holder never released the lease, perhaps because its process ran out of memory on
 * such a window: from now on, shorter windows are queried. Cells stay as they are.
 */
async function shorten({ rule, workspace, widest }: Timed, { store }: RunPorts): Promise<void> {
  if (rule.shape === "aggregate") return;
  const key = makeOwner(rule, workspace);
  const { longest } = (await store.read(key)).coverage;
  const next = afterCrash(longest, widest);
  if (next !== longest) await store.setLongest(key, next);
}

/** Another instance may have run the job after the tick read the ledger and before the lease. */
async function* runDue(
  { closing, gap, time, widest: _, ...job }: Timed,
  bounds: Bounds,
  ports: RunPorts,
): AsyncGenerator<JobOutcome, void> {
  const { covered, settled, longest } = (await ports.store.read(makeOwner(job.rule, job.workspace)))
    .coverage;
  const done = closing || (gap ? settled : covered).some((window) => contains(window, job.window));
  if (!done) {
    let { from } = job.window;
    let last: JobReport | undefined;
    for await (const outcome of runSized(job, longest, bounds, ports)) {
      yield outcome;
      from = outcome.record.window.to;
      last = makeReport(outcome);
    }
    if (from < job.window.to) bounds.leave({ from, to: job.window.to });
    if (gaveNoAnswer(last)) return;
  }
  yield* closeSlots(job.rule, job.workspace, ports, [], { time, ...bounds });
}
