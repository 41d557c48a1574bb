import { iso } from "../base/window.ts";
import type { Resting } from "../ledger/lane-memory.ts";
import type { Heard, Job, JobOutcome } from "./job.ts";

const SHORTEST = 10 * 60_000;
const LONGEST = 60 * 60_000;

type Outcome = Pick<JobOutcome, "heard"> & {
  readonly record: Pick<JobOutcome["record"], "ruleId">;
};

/** What outcomes tell about their workspace: any answer, else silence, else nothing. */
export function heardIn(outcomes: readonly Outcome[]): Heard {
  const all = outcomes.map(({ heard }) => heard);
  if (all.includes("answered")) return "answered";
  return all.includes("silent") ? "silent" : "nothing";
}

/**
 * Which workspaces rest after a tick with these outcomes (by workspace id). A workspace that
 * answered nothing is queried again in the next tick at first, then after 10, 20, 40 and 60
 * minutes. One that answered some rules but not another does not rest; but its rules then run in
 * the separate worker, the unanswered one last, since the rule itself may be the cause.
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
 * Splits jobs by their workspace: ready ones, whose workspace answered; doubtful ones, whose
 * workspace is tried again now (those that rested longest first); and those whose workspace rests.
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
 * One line, as of `now` (ms), for each of the named workspaces (names by id) that rests, or does
 * not answer one rule (slugs by id).
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
        `workspace ${name} gave no answer to ${slugs.get(rule) ?? rule}; other rules were ` +
          "answered; this rule is queried last",
      ];
    const often = times === 1 ? "gave no answer" : `gave no answer ${times} times in a row`;
    const again = until > now ? `from ${iso(until)} on` : "at the next tick";
    return [`workspace ${name} ${often}; it is queried again ${again}; missed time is filled then`];
  });
}
