import type { Workspace } from "../base/workspace.ts";
import type { Rule } from "../findings/rule.ts";
import type { Heard } from "./job.ts";

interface Work {
  readonly rule: Rule;
  readonly workspace: Workspace;
}

/** Hands out a tick's jobs so that a workspace that hangs does not hold up the others. */
export interface WorkQueue<T extends Work> {
  /** Waits for a job that may run, and hands it out; undefined when none is left. */
  next(): Promise<T | undefined>;
  /**
   * To be called when a job that `next` handed out has ended, with how its workspace responded. If
   * the workspace is silent and has not answered any job, its other jobs are not run.
   */
  ended(job: T, heard: Heard): void;
  /** Jobs that are not run, because their workspace gives no answer. */
  readonly left: readonly T[];
}

/**
 * Hands out jobs in their order. Jobs of one rule and workspace never run at once. If there are
 * several workspaces, one that has not answered yet gets one job at a time.
 */
export function workQueue<T extends Work>(jobs: readonly T[]): WorkQueue<T> {
  let waiting = [...jobs];
  const alone = new Set(jobs.map(({ workspace }) => workspace.id)).size < 2;
  const busy = new Set<string>();
  const asked = new Map<string, number>();
  const answered = new Set<string>();
  const left: T[] = [];
  let sleepers: (() => void)[] = [];

  const mayRun = (job: T) => {
    const { id } = job.workspace;
    return !busy.has(keyText(job)) && (alone || answered.has(id) || (asked.get(id) ?? 0) === 0);
  };
  return {
    left,
    async next() {
      while (waiting.length > 0) {
        const index = waiting.findIndex(mayRun);
        const [job] = index < 0 ? [] : waiting.splice(index, 1);
        if (job) {
          busy.add(keyText(job));
          asked.set(job.workspace.id, (asked.get(job.workspace.id) ?? 0) + 1);
          return job;
        }
        await new Promise<void>((resolve) => sleepers.push(resolve));
      }
      return undefined;
    },
    ended(job, heard) {
      const { id } = job.workspace;
      busy.delete(keyText(job));
      asked.set(id, (asked.get(id) ?? 1) - 1);
      if (heard === "answered") answered.add(id);
      if (heard === "silent" && !answered.has(id)) {
        left.push(...waiting.filter(({ workspace }) => workspace.id === id));
        waiting = waiting.filter(({ workspace }) => workspace.id !== id);
      }
      const woken = sleepers;
      sleepers = [];
      for (const wake of woken) wake();
    },
  };
}

/** The key of a rule in a workspace: the ledger keeps a separate state for each. */
export function keyText({ rule, workspace }: Work): string {
  return `${rule.id} ${workspace.id}`;
}
