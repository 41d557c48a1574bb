import { type AskedRun, type AskedWindow, isSame, settle, stumble } from "./asked.ts";
import { ALL_TIME, type AskedTime, closeSlots, overSlots } from "./close.ts";
import { type Candidate, due, startOf } from "./due.ts";
import { fence } from "./fence.ts";
import { ownerOf } from "./finding.ts";
import { CallError, SHORTEST_WINDOW } from "./ports.ts";
import type { Rule, Workspace } from "./rule.ts";
import { type Job, type JobOutcome, type RunPorts, runJob } from "./run.ts";
import { stackOf } from "./stack.ts";
import { contains, DAY, type Window, windowText } from "./window.ts";

export interface TickOptions {
  readonly rules: readonly Rule[];
  readonly workspaces: readonly Workspace[];
  /** Runs that somebody asked for, each with its rule. */
  readonly asked: readonly Asked[];
  /** Ms; read again before each job. */
  readonly clock: () => number;
  /** After this no job is begun, ms: what is left stays due. */
  readonly deadline: number;
  /** How long a lease is taken for, ms; it is renewed while its job runs, and ends by itself where the process has ended. */
  readonly leaseFor: number;
  /** Calls again and again, that many ms apart, until the function it gives is called and waited for. */
  readonly repeat: (ms: number, call: () => Promise<unknown>) => () => Promise<void>;
  /** Is told each job when it has ended, how long it took (ms), and whether it was asked for dry. */
  readonly ended: (outcome: JobOutcome, took: number, dry: boolean) => void;
  /** Names this tick among all instances that may run at once. */
  readonly holder: string;
  readonly startFrom: number | undefined;
  /** Event time before which nothing is hunted by itself, ms: what was delivered then is not known any more. */
  readonly notBefore: number;
  readonly mostGaps: number;
  /** How many jobs run at once; those of one rule and workspace never do. */
  readonly atOnce: number;
}

/** A tick begins no job this long after it began, ms: before the Functions host would end it. */
export const TICK_BUDGET = 4 * 60_000;

export interface Asked {
  readonly run: AskedRun;
  readonly rule: Rule;
}

export interface TickPorts extends RunPorts {
  /** The same for one dry run: what it would write is planned. */
  readonly dry: () => RunPorts;
}

export interface TickOutcome {
  readonly outcomes: readonly JobOutcome[];
  /** Jobs that somebody else holds. */
  readonly held: readonly Job[];
  /** Jobs that there was no time for. */
  readonly left: readonly Job[];
  /** Windows that missed runs left, before this tick. */
  readonly behind: number;
  /** What kept a rule from being looked at, one line each. */
  readonly failures: readonly string[];
}

/** A job of the timer, one window of an asked run, or only the closing of slots that an earlier tick did not get to. */
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

/** One turn of the timer: fresh windows first, then what was asked for, then the gaps; closes the slots whose time is over. */
export async function runTick(options: TickOptions, ports: TickPorts): Promise<TickOutcome> {
  const done = { outcomes: [] as JobOutcome[], held: [] as Job[], left: [] as Job[], failures: [] as string[] };
  const { candidates, unclosed, times } = await readCandidates(options, ports, done.failures);
  const { fresh, gaps, behind } = due(candidates, {
    now: options.clock(),
    startFrom: options.startFrom,
    notBefore: options.notBefore,
    mostGaps: options.mostGaps,
  });
  const jobs: Work[] = [...fresh, ...askedWork(options, ports), ...gaps.map((job) => ({ ...job, gap: true as const }))];
  const waiting = [...jobs, ...unclosed.filter((one) => !jobs.some((job) => keyText(job) === keyText(one)))];
  const busy = new Set<string>();
  const worker = async (number: number): Promise<void> => {
    for (;;) {
      const index = waiting.findIndex((job) => !busy.has(keyText(job)));
      const [job] = index < 0 ? [] : waiting.splice(index, 1);
      if (!job) return;
      busy.add(keyText(job));
      const time = times.get(keyText(job)) ?? ALL_TIME;
      await guarded(job, () => runLeased({ ...job, time }, `${options.holder} ${number}`, options, ports, done), done.failures);
      busy.delete(keyText(job));
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, (_, number) => worker(number)));
  return { ...done, behind };
}

/** Work with the time that its rule is asked for in its workspace. */
type Timed = Work & { readonly time: AskedTime };

interface Read {
  readonly candidate: Candidate;
  readonly time: AskedTime;
  /** Where an earlier tick did not get to close a slot. */
  readonly unclosed: Work | undefined;
}

async function readCandidates(options: TickOptions, { store }: RunPorts, failures: string[]) {
  const read: Read[] = [];
  const readWorkspace = async (workspace: Workspace) => {
    for (const rule of options.rules) {
      await guarded({ rule }, async () => void read.push(await readCandidate(rule, workspace, options, store)), failures);
    }
  };
  await Promise.all(options.workspaces.map(readWorkspace));
  return {
    candidates: read.map(({ candidate }) => candidate),
    unclosed: read.flatMap(({ unclosed }) => unclosed ?? []),
    times: new Map(read.map(({ candidate, time }) => [keyText(candidate), time])),
  };
}

async function readCandidate(rule: Rule, workspace: Workspace, options: TickOptions, store: RunPorts["store"]): Promise<Read> {
  const key = ownerOf(rule, workspace);
  const begun = await store.begin(key, options.clock() - rule.hunt.every - rule.hunt.lateness);
  const coverage = await store.coverage(key);
  const candidate = { rule, workspace, coverage, begun };
  const time = { start: startOf(candidate, options) ?? ALL_TIME.start, waiting: waitingWindows(candidate, options) };
  const [first] = overSlots(rule, coverage, await store.openSlots(key), time);
  const unclosed = first && { rule, workspace, window: first.record.slot, known: "skip" as const, closing: true as const };
  return { candidate, time, unclosed };
}

/** What was asked for of a rule and workspace and writes when it is run. */
function waitingWindows(candidate: Pick<Job, "rule" | "workspace">, { asked }: TickOptions): Window[] {
  const own = asked.filter(({ run, rule }) => !run.dry && rule.id === candidate.rule.id);
  return own.flatMap(({ run }) => run.waiting.filter(({ workspace }) => workspace === candidate.workspace.id).map(({ window }) => window));
}

function askedWork({ asked, workspaces }: TickOptions, ports: TickPorts): Work[] {
  return asked.flatMap(({ run, rule }) => {
    const plan = run.dry ? ports.dry() : undefined;
    return run.waiting.flatMap((tried) => {
      const workspace = workspaces.find(({ id }) => id === tried.workspace);
      return workspace ? [{ rule, workspace, window: tried.window, known: "read" as const, asked: { run, tried, plan } }] : [];
    });
  });
}

async function runLeased(
  job: Timed,
  holder: string,
  options: TickOptions,
  ports: TickPorts,
  done: { outcomes: JobOutcome[]; held: Job[]; left: Job[] },
): Promise<void> {
  const now = options.clock();
  if (now >= options.deadline) return void done.left.push(job);
  const key = ownerOf(job.rule, job.workspace);
  const lease = () => ports.store.lease(key, holder, { from: options.clock(), to: options.clock() + options.leaseFor });
  if (!(await lease())) return void done.held.push(job);
  let lost = false;
  const renewed = options.repeat(options.leaseFor / 3, async () => {
    if (!(await lease())) lost = true;
  });
  const fenced = fence(ports, () => lost);
  let begun = now;
  try {
    for await (const outcome of job.asked ? runAsked(job, job.asked, fenced) : runDue(job, fenced)) {
      done.outcomes.push(outcome);
      options.ended(outcome, options.clock() - begun, job.asked?.run.dry === true);
      begun = options.clock();
    }
  } finally {
    await renewed();
    await ports.store.release(key, holder);
  }
}

/** Another instance may have done it between the reading of the ledger and the lease. */
async function* runDue({ closing, gap, time, ...job }: Timed, ports: RunPorts): AsyncGenerator<JobOutcome, void> {
  const { covered, settled, longest } = await ports.store.coverage(ownerOf(job.rule, job.workspace));
  const done = closing || (gap ? settled : covered).some((window) => contains(window, job.window));
  if (!done) {
    const outcome = await runJob(job, ports);
    await adjustLongest(job, outcome, longest, ports);
    yield outcome;
  }
  yield* closeSlots(job.rule, job.workspace, ports, [], time);
}

/** Halved where a window was too long to be answered, doubled up to a day where one of that length was. */
async function adjustLongest(
  { rule, workspace, window }: Job,
  { record, tooMuch }: JobOutcome,
  longest: number,
  ports: RunPorts,
): Promise<void> {
  const length = window.to - window.from;
  const half = Math.max(Math.floor(length / 2), SHORTEST_WINDOW);
  const next = tooMuch ? Math.min(longest, half) : record.state === "ok" && length >= longest ? Math.min(longest * 2, DAY) : longest;
  if (next !== longest) await ports.store.setLongest(ownerOf(rule, workspace), next);
}

/** Another tick may have done it; what cannot even be recorded is tried again, and given up like any failure. */
async function* runAsked(job: Timed, { run, tried, plan }: NonNullable<Work["asked"]>, ports: RunPorts): AsyncGenerator<JobOutcome, void> {
  const current = await ports.store.asked(run.id);
  if (!current?.waiting.some((one) => isSame(one, tried))) return;
  try {
    const outcome = await runJob(job, plan ?? ports);
    await ports.store.changeAsked(run.id, (before) => settle(before, tried, outcome.record, outcome.tooMuch));
    yield outcome;
  } catch (error) {
    const problem = {
      where: job.rule.slug,
      message: error instanceof CallError ? error.message : String(error),
      remedy: "the log says more",
    };
    await ports.store.changeAsked(run.id, (before) => stumble(before, tried, problem));
    throw error;
  }
  // The next tick closes the slots that other windows of the run lie in.
  const waiting = job.time.waiting.filter((window) => window !== tried.window);
  if (!run.dry) yield* closeSlots(job.rule, job.workspace, ports, [], { ...job.time, waiting });
}

/** One rule's trouble stops no other: what Azure answers is a line with its remedy, a bug of ours is told with its stack. */
async function guarded(job: Pick<Job, "rule"> & Partial<Job>, run: () => Promise<void>, failures: string[]): Promise<void> {
  try {
    await run();
  } catch (error) {
    const where = [job.rule.slug, ...(job.window ? [windowText(job.window)] : [])].join(" ");
    failures.push(`${where}: ${error instanceof CallError ? error.line : stackOf(error)}`);
  }
}

function keyText({ rule, workspace }: Pick<Job, "rule" | "workspace">): string {
  return `${rule.id} ${workspace.id}`;
}
