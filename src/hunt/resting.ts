import { iso } from "./window.ts";

/** Workspaces that gave no answer the last time, by id: how often in a row, and when each is asked again, ms. */
export type Resting = Readonly<Record<string, { readonly times: number; readonly until: number }>>;

const SHORTEST = 10 * 60_000;
const LONGEST = 60 * 60_000;

/**
 * Who rests after a tick that heard this of workspaces (by id): one of which something was unanswered is asked again in the next
 * tick at first, then after 10, 20, 40 and 60 minutes; one that answered rests no more.
 */
export function restingAfter(before: Resting, heard: ReadonlyMap<string, readonly { readonly silent: boolean }[]>, now: number): Resting {
  const after = new Map(Object.entries(before));
  for (const [workspace, outcomes] of heard) {
    const times = (before[workspace]?.times ?? 0) + 1;
    if (outcomes.some(({ silent }) => silent)) after.set(workspace, { times, until: now + pauseOf(times) });
    else if (outcomes.length > 0) after.delete(workspace);
  }
  return Object.fromEntries(after);
}

/** Jobs of workspaces that answered, of those that are asked again now (the longest asleep first), and of those that rest. */
export function byRest<T extends { readonly workspace: { readonly id: string } }>(
  jobs: readonly T[],
  resting: Resting,
  now: number,
): { readonly ready: T[]; readonly doubtful: T[]; readonly asleep: T[] } {
  const until = ({ workspace }: T) => resting[workspace.id]?.until;
  const doubtful = jobs.filter((job) => (until(job) ?? now + 1) <= now);
  return {
    ready: jobs.filter((job) => until(job) === undefined),
    doubtful: doubtful.sort((a, b) => (until(a) ?? 0) - (until(b) ?? 0)),
    asleep: jobs.filter((job) => (until(job) ?? 0) > now),
  };
}

function pauseOf(times: number): number {
  return times === 1 ? 0 : Math.min(SHORTEST * 2 ** (times - 2), LONGEST);
}

/** One line for each of the named workspaces (names by id) that rests. */
export function restLines(resting: Resting, names: ReadonlyMap<string, string>): string[] {
  return Object.entries(resting).flatMap(([id, { times, until }]) => {
    const name = names.get(id);
    if (name === undefined) return [];
    const often = times === 1 ? "gave no answer" : `gave no answer ${times} times in a row`;
    return [`workspace ${name} ${often}; it is asked again from ${iso(until)} on, and what it missed then`];
  });
}
