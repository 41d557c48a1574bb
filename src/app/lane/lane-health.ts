import { groupBy } from "../../hunt/base/by-key.ts";
import { coalesce, iso, type Window } from "../../hunt/base/window.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import type { Missed, Telling, Trouble } from "../../hunt/ledger/lane-memory.ts";
import { NO_WATCH } from "../../hunt/ledger/lane-memory.ts";
import { missingWindows } from "../../hunt/runs/trouble/missed-line.ts";

/**
 * A lane as `GET /api/health?details=true` returns it; docs/operations.md says how to read it.
 * Times are ISO 8601 in UTC.
 */
export interface LaneHealth {
  readonly lane: string;
  /** When its last tick ended; null if it has not run yet. */
  readonly lastTick: string | null;
  /** Whether it has missed three ticks or more, and with them all events since the last one. */
  readonly silent: boolean;
  /**
   * Jobs of the last tick: all, those that failed, those for which there was no time, and those
   * that another instance held.
   */
  readonly jobs: number;
  readonly failed: number;
  readonly left: number;
  readonly held: number;
  /** Windows of missed time that are still to be queried, over all rules and workspaces. */
  readonly missingWindows: number;
  /** Times in the last week when no tick ran. */
  readonly pauses: readonly TimeRange[];
  readonly missed: readonly MissedTime[];
  readonly troubles: readonly TroubleHealth[];
  /**
   * Workspaces that gave no answer. askedAgain: when they are queried again, a time or "at the next
   * tick".
   */
  readonly resting: readonly {
    readonly workspace: string;
    readonly times: number;
    readonly askedAgain: string;
  }[];
  /** Writes that Azure refused in the last week. */
  readonly aside: readonly {
    readonly workspace: string;
    readonly rule: string;
    readonly writes: number;
    readonly last: string;
  }[];
}

export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** Event time that rules missed in a workspace; filled: when all of it had been covered. */
export interface MissedTime {
  readonly workspace: string;
  /** Slugs. */
  readonly rules: readonly string[];
  readonly ranges: readonly TimeRange[];
  readonly stillMissing: readonly TimeRange[];
  /** Windows that are still to be queried. */
  readonly windows: number;
  readonly noticed: string;
  readonly filled: string | null;
}

export interface TroubleHealth {
  readonly workspace: string;
  /** Slug; null if the whole workspace is in trouble. */
  readonly rule: string | null;
  /** Rules that are behind because the whole workspace is in trouble. */
  readonly rules: readonly string[];
  readonly kind: Trouble["kind"];
  readonly since: string;
  readonly ended: string | null;
  /** Event time up to which events were examined. */
  readonly coveredTo: string | null;
  readonly why: string;
  readonly remedy: string;
  /** id, told: the incident or bookmark about it. recovery: the report that it is over. */
  readonly id: string;
  readonly told: Written;
  /** null if none is due. */
  readonly recovery: Written | null;
}

/**
 * pending: not tried yet; retrying: it may have been written; refused: by Azure, for good; not
 * needed: the trouble is over, or an analyst closed or deleted the resource.
 */
export type Written = "pending" | "retrying" | "written" | "refused" | "not needed";

const WRITTEN: Readonly<Record<Telling, Written>> = {
  due: "pending",
  tried: "retrying",
  stood: "written",
  aside: "refused",
  off: "not needed",
};

/** Names by id, and whether a lane whose last tick was at a time (ms) counts as silent. */
export interface LaneFacts {
  readonly lane: string;
  readonly workspaces: readonly Pick<Workspace, "id" | "name">[];
  readonly slugs: ReadonlyMap<string, string>;
  readonly isSilent: (lastTick: number) => boolean;
}

/** The health of a lane according to its last heartbeat. */
export function laneHealth(
  { lane, workspaces, slugs, isSilent }: LaneFacts,
  beat: Heartbeat | undefined,
): LaneHealth {
  const names = new Map(workspaces.map(({ id, name }) => [id, name]));
  const workspaceName = (id: string) => names.get(id) ?? id;
  const ruleSlug = (id: string) => slugs.get(id) ?? id;
  const {
    jobs = 0,
    failed = 0,
    left = 0,
    held = 0,
    resting = {},
    aside = {},
    watch = NO_WATCH,
  } = beat ?? {};
  return {
    lane,
    lastTick: beat ? iso(beat.at) : null,
    silent: beat !== undefined && isSilent(beat.at),
    ...{ jobs, failed, left, held, missingWindows: missingWindows(watch.missed) },
    pauses: watch.pauses.map(toRange),
    missed: missedTimes(watch.missed).map((missed) => ({
      ...missed,
      workspace: workspaceName(missed.workspace),
      rules: missed.rules.map(ruleSlug),
    })),
    troubles: watch.troubles.map((trouble) => toTrouble(trouble, workspaceName, ruleSlug)),
    resting: Object.entries(resting).map(([id, { times, until }]) => ({
      workspace: workspaceName(id),
      times,
      askedAgain: beat && until > beat.at ? iso(until) : "at the next tick",
    })),
    aside: Object.entries(aside).map(([place, { count, last }]) => {
      const [rule = "", id = ""] = place.split(" ");
      return { workspace: workspaceName(id), rule, writes: count, last: iso(last) };
    }),
  };
}

/** Rules of a workspace that missed the same time share an entry; time still missing is first. */
function missedTimes(missed: readonly Missed[]): MissedTime[] {
  const groups = groupBy(missed, ({ workspace, ranges, filled = 0 }) =>
    JSON.stringify([workspace, ranges, filled]),
  );
  return [...groups.values()].map((all) => {
    const { workspace, ranges, filled } = all[0] as Missed;
    return {
      workspace,
      rules: all.map(({ rule }) => rule),
      ranges: ranges.map(toRange),
      stillMissing: coalesce(all.flatMap(({ rest }) => rest)).map(toRange),
      windows: all.reduce((sum, one) => sum + one.windows, 0),
      noticed: iso(
        all.reduce((first, one) => Math.min(first, one.noticed), Number.POSITIVE_INFINITY),
      ),
      filled: filled === undefined ? null : iso(filled),
    };
  });
}

function toTrouble(
  trouble: Trouble,
  workspaceName: (id: string) => string,
  ruleSlug: (id: string) => string,
): TroubleHealth {
  const { workspace, rule, rules, kind, since, ended, covered, cause, id, told, recovery } =
    trouble;
  return {
    workspace: workspaceName(workspace),
    rule: rule === "" ? null : ruleSlug(rule),
    rules: rules.map(ruleSlug),
    ...{ kind, since: iso(since), ended: ended === undefined ? null : iso(ended) },
    coveredTo: covered === undefined ? null : iso(covered),
    ...{ why: cause.message, remedy: cause.remedy, id, told: WRITTEN[told] },
    recovery: recovery === undefined ? null : WRITTEN[recovery],
  };
}

function toRange({ from, to }: Window): TimeRange {
  return { from: iso(from), to: iso(to) };
}
