import { groupBy } from "../../base/by-key.ts";
import { DAY, type Window } from "../../base/window.ts";
import type { Workspace } from "../../base/workspace.ts";
import type {
  Cause,
  Failing,
  FailingWorkspace,
  Resting,
  Trouble,
  Watch,
} from "../../ledger/lane-memory.ts";
import type { Job } from "../job.ts";
import { keyText } from "../work-queue.ts";
import { failingAfter } from "./failing.ts";
import { missedAfter } from "./missed.ts";
import { advance, type Standing, type Step } from "./standing.ts";
import { isOpen, type JudgedRule, type JudgedWorkspace, troublesAfter } from "./trouble.ts";

/** What a tick saw. */
export interface Seen {
  /** The standing of every rule in every workspace when the tick began. */
  readonly standings: readonly Standing[];
  readonly steps: readonly Step[];
  readonly left: readonly Job[];
  readonly held: readonly Job[];
  readonly resting: Resting;
}

/** Times in ms. */
export interface TickTimes {
  readonly began: number;
  readonly ended: number;
  /** When the previous tick ended; undefined if there was none. */
  readonly last: number | undefined;
  /** The timer missed so many ticks before this one that missed time is not the fault of a rule. */
  readonly paused: boolean;
  /** The longest time between two ticks of the schedule. */
  readonly pause: number;
}

/** How long a pause is reported after its end, ms; and how many pauses are kept at most. */
const TOLD_FOR = 7 * DAY;
const MOST_PAUSES = 10;
/** How many failing rules in workspaces a lane remembers; further ones are dropped. */
const MOST_FAILING = 300;

const NO_TIME: Cause = {
  message: "the lane had no time for it",
  remedy:
    "`hunts check` shows the lane's load: give it fewer workspaces, or let its rules run " +
    "less often",
};
const HELD: Cause = {
  message: "another instance holds it, or one that was interrupted",
  remedy: "its lease expires after 3 minutes",
};
const NOT_COVERED: Cause = {
  message: "its windows were queried, but by the workspace's clock they have not ended yet",
  remedy: "compare the app's clock with that of the workspace; if it stays so, restart the app",
};

/** What the lane remembers after a tick. */
export function watchAfter(before: Watch, seen: Seen, times: TickTimes): Watch {
  const { ended: now, pause } = times;
  const steps = groupBy(seen.steps, ({ key }) => key);
  const progress = seen.standings.map((standing) => {
    const own = steps.get(keyText(standing)) ?? [];
    return {
      before: standing,
      after: advance(standing, own),
      failing: failingAfter(before.failing[keyText(standing)], standing, own, now),
    };
  });
  const joined = joinedAfter(before.joined, seen.standings, times);
  const workspaces = failingWorkspaces(before.workspaces, seen, now);
  const idle = idleCauses(seen);
  const judged = [...groupBy(progress, ({ after }) => after.workspace.id).values()].map(
    (rules): JudgedWorkspace => {
      const { workspace } = (rules[0] as (typeof rules)[number]).after;
      return {
        workspace,
        failing: workspaces[workspace.id],
        silent: isSilent(workspace, seen.resting),
        rules: rules.map(({ after, failing }): JudgedRule => {
          const from = Math.max(joined[after.rule.id] ?? now, joined[workspace.id] ?? now);
          return { standing: after, failing, from, idle: idle.get(keyText(after)) ?? NOT_COVERED };
        }),
      };
    },
  );
  const troubles = troublesAfter(before.troubles, judged, now, pause);
  const failing = progress.flatMap(({ after, failing: one }) =>
    one ? [[keyText(after), one] as const] : [],
  );
  return {
    joined: { ...joined, ...countRecovered(troubles, now) },
    pauses: pausesAfter(before.pauses, times),
    failing: Object.fromEntries(failing.sort(byAge).slice(0, MOST_FAILING)),
    workspaces,
    troubles,
    missed: missedAfter(before.missed, progress, now),
  };
}

/**
 * What the lane remembers after a dry tick, which covers nothing: once the app is no longer dry,
 * all rules begin anew.
 */
export function watchDry(
  before: Watch,
  times: Pick<TickTimes, "began" | "last" | "paused">,
): Watch {
  return { ...before, joined: {}, pauses: pausesAfter(before.pauses, times) };
}

/**
 * What the lane remembers after a tick that an error ended: the tick judges no rule, and it excuses
 * none, unless the timer missed ticks before it.
 */
export function watchBroken(
  before: Watch,
  times: Pick<TickTimes, "began" | "last" | "paused">,
): Watch {
  return {
    ...before,
    joined: times.paused ? {} : before.joined,
    pauses: pausesAfter(before.pauses, times),
  };
}

/**
 * Oldest first, so that the same failures are remembered until they are reported, in whatever order
 * they were read.
 */
function byAge(
  [a, { since }]: readonly [string, Failing],
  [b, other]: readonly [string, Failing],
): number {
  return since - other.since || (a < b ? -1 : 1);
}

export function isSilent({ id }: Pick<Workspace, "id">, resting: Resting): boolean {
  return (resting[id]?.times ?? 0) > 0;
}

function joinedAfter(
  before: Watch["joined"],
  standings: readonly Standing[],
  { began, paused }: TickTimes,
): Record<string, number> {
  const ids = new Set(standings.flatMap(({ rule, workspace }) => [rule.id, workspace.id]));
  return Object.fromEntries([...ids].map((id) => [id, paused ? began : (before[id] ?? began)]));
}

/** When a workspace works again, its rules start anew: time it missed is not their trouble. */
function countRecovered(troubles: readonly Trouble[], now: number): Record<string, number> {
  const over = troubles.filter(({ rule, ended }) => rule === "" && ended === now);
  return Object.fromEntries(over.map(({ workspace }) => [workspace, now]));
}

function pausesAfter(
  before: readonly Window[],
  { began, last, paused }: Pick<TickTimes, "began" | "last" | "paused">,
): Window[] {
  const told = before.filter(({ to }) => began - to < TOLD_FOR);
  return (paused && last !== undefined ? [...told, { from: last, to: began }] : told).slice(
    -MOST_PAUSES,
  );
}

function failingWorkspaces(
  before: Watch["workspaces"],
  { standings, steps }: Seen,
  now: number,
): Record<string, FailingWorkspace> {
  const own = groupBy(steps, ({ workspaceId }) => workspaceId);
  const ids = new Set(standings.map(({ workspace }) => workspace.id));
  return Object.fromEntries(
    [...ids].flatMap((id) => {
      const failing = failingWorkspace(before[id], own.get(id) ?? [], now);
      return failing ? [[id, failing]] : [];
    }),
  );
}

function failingWorkspace(
  before: FailingWorkspace | undefined,
  steps: readonly Step[],
  now: number,
): FailingWorkspace | undefined {
  if (steps.some(({ state }) => state === "ok")) return undefined;
  const failed = steps.filter(({ asked, job }) => !asked && job !== "ledger");
  const cause = failed.find((step) => step.cause)?.cause ?? before?.cause;
  if (!cause) return before;
  const rules = new Set([...(before?.rules ?? []), ...failed.map(({ ruleId }) => ruleId)]);
  return { since: before?.since ?? now, rules: [...rules].slice(0, 2), cause };
}

function idleCauses({ left, held }: Seen): ReadonlyMap<string, Cause> {
  return new Map([
    ...left.map((job) => [keyText(job), NO_TIME] as const),
    ...held.map((job) => [keyText(job), HELD] as const),
  ]);
}

/** The troubles that began and those that ended between two watches. */
export function changes(
  before: Watch,
  after: Watch,
): { readonly began: readonly Trouble[]; readonly ended: readonly Trouble[] } {
  const known = new Map(before.troubles.map((trouble) => [trouble.id, trouble]));
  return {
    began: after.troubles.filter(({ id }) => !known.has(id)),
    ended: after.troubles.filter((trouble) => {
      const one = known.get(trouble.id);
      return one !== undefined && isOpen(one) && !isOpen(trouble);
    }),
  };
}
