import { closeSlots } from "./close.ts";
import { type Candidate, due } from "./due.ts";
import { ownerOf } from "./finding.ts";
import { CallError } from "./ports.ts";
import type { Rule, Workspace } from "./rule.ts";
import { type Job, type JobOutcome, type RunPorts, runJob } from "./run.ts";
import { stackOf } from "./stack.ts";
import { windowText } from "./window.ts";

export interface TickOptions {
  readonly rules: readonly Rule[];
  readonly workspaces: readonly Workspace[];
  /** Ms; read again before each job. */
  readonly clock: () => number;
  /** After this no job is begun, ms: what is left stays due. */
  readonly deadline: number;
  /** How long a lease is taken for, ms: longer than any job can take. */
  readonly leaseFor: number;
  /** Names this tick among all instances that may run at once. */
  readonly holder: string;
  readonly startFrom: number | undefined;
  readonly mostGaps: number;
  /** How many jobs run at once; those of one rule and workspace never do. */
  readonly atOnce: number;
}

export interface TickOutcome {
  readonly outcomes: readonly JobOutcome[];
  /** Jobs that somebody else holds. */
  readonly held: readonly Job[];
  /** Jobs that there was no time for. */
  readonly left: readonly Job[];
  /** What kept a rule from being looked at, one line each. */
  readonly failures: readonly string[];
}

/** One turn of the timer: runs what is due, fresh windows first, and closes the slots whose time is over. */
export async function runTick(options: TickOptions, ports: RunPorts): Promise<TickOutcome> {
  const done = { outcomes: [] as JobOutcome[], held: [] as Job[], left: [] as Job[], failures: [] as string[] };
  const candidates = await readCandidates(options, ports, done.failures);
  const waiting = due(candidates, { now: options.clock(), startFrom: options.startFrom, mostGaps: options.mostGaps });
  const busy = new Set<string>();
  const worker = async (number: number): Promise<void> => {
    for (;;) {
      const index = waiting.findIndex((job) => !busy.has(keyText(job)));
      const [job] = index < 0 ? [] : waiting.splice(index, 1);
      if (!job) return;
      busy.add(keyText(job));
      await guarded(job, () => runLeased(job, `${options.holder} ${number}`, options, ports, done), done.failures);
      busy.delete(keyText(job));
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, (_, number) => worker(number)));
  return done;
}

async function readCandidates({ rules, workspaces, clock }: TickOptions, ports: RunPorts, failures: string[]): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const workspace of workspaces) {
    for (const rule of rules) {
      await guarded(
        { rule, workspace },
        async () => {
          const key = ownerOf(rule, workspace);
          const begun = await ports.store.begin(key, clock() - rule.hunt.every - rule.hunt.lateness);
          candidates.push({ rule, workspace, covered: await ports.store.covered(key), begun });
        },
        failures,
      );
    }
  }
  return candidates;
}

async function runLeased(
  job: Job,
  holder: string,
  options: TickOptions,
  ports: RunPorts,
  done: { outcomes: JobOutcome[]; held: Job[]; left: Job[] },
): Promise<void> {
  const now = options.clock();
  if (now >= options.deadline) return void done.left.push(job);
  const key = ownerOf(job.rule, job.workspace);
  if (!(await ports.store.lease(key, holder, { from: now, to: now + options.leaseFor }))) return void done.held.push(job);
  try {
    done.outcomes.push(await runJob(job, ports));
    done.outcomes.push(...(await closeSlots(job.rule, job.workspace, ports, [])));
  } finally {
    await ports.store.release(key, holder);
  }
}

/** One rule's trouble stops no other: what Azure answers is a line with its remedy, a bug of ours is told with its stack. */
async function guarded(job: Omit<Job, "window"> & Partial<Job>, run: () => Promise<void>, failures: string[]): Promise<void> {
  try {
    await run();
  } catch (error) {
    const where = [job.rule.slug, ...(job.window ? [windowText(job.window)] : [])].join(" ");
    failures.push(`${where}: ${error instanceof CallError ? error.line : stackOf(error)}`);
  }
}

function keyText({ rule, workspace }: Job): string {
  return `${rule.id} ${workspace.id}`;
}
