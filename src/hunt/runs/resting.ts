import { iso } from "../base/window.ts";
import type { Resting } from "../ledger/lane-memory.ts";
import type { Heard, Job, JobOutcome } from "./job.ts";

const SHORTEST = 10 * 60_000;
const LONGEST = 60 * 60_000;

type Outcome = Pick<JobOutcome, "heard"> & {
  readonly record: Pick<JobOutcome["record"], "ruleId">;
};

/** What outcomes say of their workspace: any answer, else silence, else nothing. */
export function heardIn(outcomes: readonly Outcome[]): Heard {
  const all = outcomes.map(({ heard }) => heard);
  if (all.includes("answered")) return "answered";
  return all.includes("silent") ? "silent" : "nothing";
}

/**
 * Who rests after a tick that heard this of workspaces (by id). One of which nothing was answered
 * is asked again in the next tick at first, then after 10, 20, 40 and 60 minutes. One that answered
 * some rules and not another does not rest, but that rule comes last and beside the others'
 * workers: it may be the rule's own fault.
 */
export function restingAfter(
  before: Resting,
  heard: ReadonlyMap<string, readonly Outcome[]>,
  now: number,
): Resting {
  const after = new Map(Object.entries(before));
  for (const [workspace, outcomes] of heard) {
    const silent = outcomes.find((outcome) => outcome.heard === "silent");
    const whole = heardIn(outcomes);
    if (whole === "nothing") continue;
    if (!silent) after.delete(workspace);
    else {
      const times = whole === "answered" ? 0 : (before[workspace]?.times ?? 0) + 1;
      after.set(workspace, { times, until: now + pauseAfter(times), rule: silent.record.ruleId });
    }
  }
  return Object.fromEntries(after);
}

/**
 * Jobs of workspaces that answered, of those that are asked again now (the longest asleep first),
 * and of those that rest.
 */
export function byRest<T extends Pick<Job, "rule" | "workspace">>(
  jobs: readonly T[],
  resting: Resting,
  now: number,
): { readonly ready: T[]; readonly doubtful: T[]; readonly asleep: T[] } {
  const rest = ({ workspace }: T) => resting[workspace.id];
  const doubtful = jobs.filter((job) => (rest(job)?.until ?? now + 1) <= now);
  const isLast = (job: T) => Number(rest(job)?.rule === job.rule.id);
  return {
    ready: jobs.filter((job) => rest(job) === undefined),
    doubtful: doubtful.sort(
      (a, b) => isLast(a) - isLast(b) || (rest(a)?.until ?? 0) - (rest(b)?.until ?? 0),
    ),
    asleep: jobs.filter((job) => (rest(job)?.until ?? 0) > now),
  };
}

function pauseAfter(times: number): number {
  return times < 2 ? 0 : Math.min(SHORTEST * 2 ** (times - 2), LONGEST);
}

/**
 * One line at a time (ms) for each of the named workspaces (names by id) that rests, or answers all
 * rules but one (slugs by id).
 */
export function restLines(
  resting: Resting,
  names: ReadonlyMap<string, string>,
  slugs: ReadonlyMap<string, string>,
  now: number,
): string[] {
  return Object.entries(resting).flatMap(([id, { times, until, rule }]) => {
    const name = names.get(id);
    if (name === undefined) return [];
    if (times === 0)
      return [
        `workspace ${name} gave no answer to ${slugs.get(rule) ?? rule}; the others were ` +
          "answered, and it comes after them",
      ];
    const often = times === 1 ? "gave no answer" : `gave no answer ${times} times in a row`;
    const again = until > now ? `from ${iso(until)} on` : "at the next tick";
    return [`workspace ${name} ${often}; it is asked again ${again}, and what it missed then`];
  });
}
