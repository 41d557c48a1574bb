import { CallError } from "../base/call-error.ts";
import { stackOf } from "../base/stack.ts";
import { contains, DAY, type Window, windowText } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { ownerOf } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import {
  type AskedRun,
  type AskedWindow,
  isSame,
  partedAt,
  settle,
  stumble,
  timeEnd,
  withParts,
} from "../ledger/asked.ts";
import type { Cause, Resting } from "../ledger/lane-memory.ts";
import {
  ALL_TIME,
  type AskedTime,
  type ClosingOptions,
  closeSlots,
  gaveNoAnswer,
  overSlots,
} from "./close.ts";
import { due, type Plan, planOf, startOf } from "./due.ts";
import { fence } from "./fence.ts";
import { readHeld } from "./held-ledger.ts";
import { holdLease, type LeaseOptions } from "./hold-lease.ts";
import { byRest, heardIn, restingAfter } from "./resting.ts";
import { type Job, type JobOutcome, type JobReport, type RunPorts, runJob } from "./run.ts";
import { afterCrash, nextLongest } from "./sizing.ts";
import {
  brokenStep,
  causeOf,
  type Standing,
  type Step,
  standingOf,
  stepOf,
  unknownStanding,
  unreadStep,
} from "./trouble/standing.ts";
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

export interface Asked {
  readonly run: AskedRun;
  readonly rule: Rule;
}

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
 * A job of the timer, one window of an asked run, or only the closing of slots that an earlier tick
 * did not get to.
 */
interface Work extends Job {
  readonly asked?: {
    readonly run: AskedRun;
    readonly tried: AskedWindow;
    /** Of a dry run: one plan for all its windows of a tick, and none with another run. */
    readonly plan: RunPorts | undefined;
  };
  readonly closing?: true;
  /** It fills what missed runs left. */
  readonly gap?: true;
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
  const jobs: Work[] = [
    ...fresh,
    ...askedWork(options, ports),
    ...gaps.map((job) => ({ ...job, gap: true as const })),
  ];
  const all = [
    ...jobs,
    ...unclosed.filter((one) => !jobs.some((job) => keyText(job) === keyText(one))),
  ];
  const { ready, doubtful, asleep } = byRest(all, options.resting, options.clock());
  const heard = new Map<string, JobReport[]>();
  const widest = widestOf(all);
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
      const broken = await guarded(job, run, done.failures);
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
function widestOf(jobs: readonly Work[]): ReadonlyMap<string, number> {
  const widest = new Map<string, number>();
  for (const job of jobs)
    widest.set(
      keyText(job),
      Math.max(widest.get(keyText(job)) ?? 0, job.window.to - job.window.from),
    );
  return widest;
}

/**
 * Work with what is known of its rule in its workspace: the time that is asked for, and its longest
 * window of this tick, ms.
 */
type Timed = Work & { readonly time: AskedTime; readonly widest: number };

interface Read {
  readonly key: string;
  readonly plan: Plan;
  readonly standing: Standing;
  readonly time: AskedTime;
  /** Where an earlier tick did not get to close a slot. */
  readonly unclosed: Work | undefined;
}

async function readPlans(
  options: TickOptions,
  { store }: RunPorts,
  { failures, steps }: { failures: string[]; steps: Step[] },
) {
  const read: Read[] = [];
  const unread: Standing[] = [];
  const readWorkspace = async (workspace: Workspace) => {
    for (const rule of options.rules) {
      const cause = await guarded(
        { rule },
        async () => void read.push(await readPlan(rule, workspace, options, store)),
        failures,
      );
      if (!cause) continue;
      unread.push(unknownStanding({ rule, workspace }));
      steps.push(unreadStep({ rule, workspace }, cause));
    }
  };
  await Promise.all(options.workspaces.map(readWorkspace));
  return {
    plans: read.map(({ plan }) => plan),
    standings: [...read.map(({ standing }) => standing), ...unread],
    unclosed: read.flatMap(({ unclosed }) => unclosed ?? []),
    times: new Map(read.map(({ key, time }) => [key, time])),
  };
}

async function readPlan(
  rule: Rule,
  workspace: Workspace,
  options: TickOptions,
  store: RunPorts["store"],
): Promise<Read> {
  const key = ownerOf(rule, workspace);
  const { coverage, slots, ...read } = await store.read(key);
  const begun =
    read.begun ?? (await store.begin(key, options.clock() - rule.hunt.every - rule.hunt.lateness));
  const candidate = { rule, workspace, coverage, begun };
  const time = {
    start: startOf(candidate, options) ?? ALL_TIME.start,
    waiting: waitingWindows(candidate, options),
  };
  const [first] = overSlots(rule, coverage, slots, time);
  const unclosed = first && {
    rule,
    workspace,
    window: first.record.slot,
    known: "skip" as const,
    closing: true as const,
  };
  const now = { ...options, now: options.clock() };
  return {
    key: keyText(candidate),
    plan: planOf(candidate, now),
    standing: standingOf(candidate, now),
    time,
    unclosed,
  };
}

/** What was asked for of a rule and workspace and writes when it is run. */
function waitingWindows(
  candidate: Pick<Job, "rule" | "workspace">,
  { asked }: TickOptions,
): Window[] {
  const own = asked.filter(({ run, rule }) => !run.dry && rule.id === candidate.rule.id);
  return own.flatMap(({ run }) =>
    run.waiting
      .filter(({ workspace }) => workspace === candidate.workspace.id)
      .map(({ window }) => window),
  );
}

function askedWork({ asked, workspaces }: TickOptions, ports: TickPorts): Work[] {
  return asked.flatMap(({ run, rule }) => {
    const plan = run.dry ? ports.dry() : undefined;
    return run.waiting.flatMap((tried) => {
      const workspace = workspaces.find(({ id }) => id === tried.workspace);
      return workspace
        ? [
            {
              rule,
              workspace,
              window: tried.window,
              known: "read" as const,
              asked: { run, tried, plan },
            },
          ]
        : [];
    });
  });
}

async function runLeased(
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
  const lease = await holdLease(ownerOf(job.rule, job.workspace), holder, options, ports.store);
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
      const report = reportOf(outcome);
      done.outcomes.push(report);
      done.own.push(report);
      if (!job.asked?.run.dry) done.steps.push(stepOf(job, report, begun));
      if (outcome.servedAt !== undefined) done.ahead.push(begun - outcome.servedAt);
      options.ended(outcome, options.clock() - begun, job.asked?.run.dry === true);
      begun = options.clock();
    }
  } finally {
    await lease.release();
  }
}

/** A tick can have thousands of jobs: their events are not kept. */
function reportOf({ record, tooMuch, fill, servedAt, heard }: JobOutcome): JobReport {
  return { record, tooMuch, fill, servedAt, heard };
}

/**
 * The process that had the lease ended half-way, for want of memory maybe, at a window like these:
 * less is asked for at once.
 */
async function shorten({ rule, workspace, widest }: Timed, { store }: RunPorts): Promise<void> {
  const key = ownerOf(rule, workspace);
  const { longest } = (await store.read(key)).coverage;
  const next = afterCrash(longest, widest);
  if (next !== longest) await store.setLongest(key, next);
}

/** How far a job is run. */
type Bounds = Required<Pick<ClosingOptions, "isOver" | "leave">>;

/** Another instance may have done it between the reading of the ledger and the lease. */
async function* runDue(
  { closing, gap, time, widest: _, ...job }: Timed,
  bounds: Bounds,
  ports: RunPorts,
): AsyncGenerator<JobOutcome, void> {
  const { covered, settled, longest } = (await ports.store.read(ownerOf(job.rule, job.workspace)))
    .coverage;
  const done = closing || (gap ? settled : covered).some((window) => contains(window, job.window));
  if (!done) {
    let { from } = job.window;
    let last: JobOutcome | undefined;
    for await (const outcome of runSized(job, longest, bounds, ports)) {
      yield outcome;
      from = outcome.record.window.to;
      last = outcome;
    }
    if (from < job.window.to) bounds.leave({ from, to: job.window.to });
    if (gaveNoAnswer(last)) return;
  }
  yield* closeSlots(job.rule, job.workspace, ports, [], { time, ...bounds });
}

/**
 * Runs a job in windows of the length that was learned from earlier ones (ms), and learns from it.
 */
async function* runSized(
  job: Job,
  longest: number,
  { isOver }: Bounds,
  ports: RunPorts,
): AsyncGenerator<JobOutcome, void> {
  const returned = { length: 0, fill: 0, tooMuch: false };
  for await (const outcome of runJob(job, ports, { longest, isOver })) {
    const { record, fill, tooMuch } = outcome;
    if (fill !== undefined) returned.length += record.window.to - record.window.from;
    returned.fill += fill ?? 0;
    returned.tooMuch ||= tooMuch;
    yield outcome;
  }
  const asked = Math.min(longest, job.window.to - job.window.from);
  const next = nextLongest(longest, { ...returned, refused: returned.tooMuch ? asked : undefined });
  if (next !== longest) await ports.store.setLongest(ownerOf(job.rule, job.workspace), next);
}

/**
 * Another tick may have done it; what cannot even be recorded is tried again, and given up like any
 * failure.
 */
async function* runAsked(
  job: Timed,
  { run, tried, plan }: NonNullable<Work["asked"]>,
  bounds: Bounds,
  ports: RunPorts,
): AsyncGenerator<JobOutcome, void> {
  const { store, clock } = ports;
  const current = await store.asked(run.id);
  if (!current?.waiting.some((one) => isSame(one, tried))) return;
  // What is still to be run of the window.
  let left: AskedWindow | undefined = tried;
  const change = (to: (run: AskedRun) => AskedRun) =>
    store.changeAsked(run.id, (before) => timeEnd(to(before), clock()));
  try {
    const { longest } = (await store.read(ownerOf(job.rule, job.workspace))).coverage;
    for await (const outcome of runSized(job, longest, bounds, plan ?? ports)) {
      const whole: AskedWindow = left ?? tried;
      const [part, rest] = partedAt(whole, outcome.record.window.to);
      const parts = rest ? [part, rest] : [part];
      await change((before) =>
        settle(withParts(before, whole, parts), part, outcome.record, outcome.tooMuch),
      );
      left = rest;
      yield outcome;
    }
  } catch (error) {
    const problem = {
      where: job.rule.slug,
      message: error instanceof CallError ? error.message : String(error),
      remedy: "the log says more",
    };
    const unsettled: AskedWindow | undefined = left;
    if (unsettled) await change((before) => stumble(before, unsettled, problem));
    throw error;
  }
  if (left) bounds.leave(left.window);
  else if (!run.dry)
    yield* closeSlots(job.rule, job.workspace, ports, [], {
      ...bounds,
      time: await timeAfter(job, run, tried, store),
    });
}

/**
 * The next ticks close the slots that other windows of the run lie in, and those of what failed of
 * this one: it waits again.
 */
async function timeAfter(
  job: Timed,
  { id }: AskedRun,
  tried: AskedWindow,
  store: RunPorts["store"],
): Promise<AskedTime> {
  const others = job.time.waiting.filter((window) => window !== tried.window);
  const again =
    (await store.asked(id))?.waiting.filter(({ workspace }) => workspace === tried.workspace) ?? [];
  return { ...job.time, waiting: [...others, ...again.map(({ window }) => window)] };
}

/**
 * One rule's trouble stops no other: what Azure answers is a line with its remedy, a bug of ours is
 * told with its stack. @returns why it ended
 */
async function guarded(
  job: Pick<Job, "rule"> & Partial<Job>,
  run: () => Promise<void>,
  failures: string[],
): Promise<Cause | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    const where = [job.rule.slug, ...(job.window ? [windowText(job.window)] : [])].join(" ");
    failures.push(`${where}: ${error instanceof CallError ? error.line : stackOf(error)}`);
    return error instanceof CallError
      ? causeOf(error)
      : { message: "a fault of the app", remedy: "its log has the stack: report it" };
  }
}
