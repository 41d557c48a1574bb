import { countText } from "../../hunt/base/count-text.ts";
import { iso } from "../../hunt/base/window.ts";
import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import { nextTime } from "../../settings/schedule.ts";

export const NO_WORKSPACE =
  "no workspace is set; set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings, or WORKSPACES";
/** How long a tick may take: host.json's functionTimeout. */
const TICK_MS = 10 * 60_000;
/** A lane that misses this many ticks counts as silent. */
const MISSED = 3;

const LOG_HINT =
  "the log has the reason (Application Insights, AppTraces | where SeverityLevel >= 3)";

/** What is wrong with a lane, according to its last heartbeat; `now` in ms. */
export function laneProblems(
  name: string,
  beat: Heartbeat | undefined,
  schedule: string,
  now: number,
): string[] {
  if (!beat) return [`lane ${name} has not run yet`];
  const { at, jobs, failed, held, problems } = beat;
  const silent = now > silentFrom(at, schedule) ? [silentLine(name, at, now)] : [];
  const failing =
    failed > 0 ? [`lane ${name}: ${failed} of ${countText(jobs, "job")} failed; ${LOG_HINT}`] : [];
  const stuck =
    held > 0
      ? [
          `lane ${name}: ${countText(held, "job")} ${held === 1 ? "was" : "were"} held by another ` +
            "instance, or by one that stopped midway; its leases expire after 3 minutes",
        ]
      : [];
  return [...silent, ...failing, ...stuck, ...problems];
}

/** Says what a lane's silence means and what to do about it. */
function silentLine(lane: string, at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  const long =
    minutes < 120
      ? `${minutes} minutes`
      : minutes < 2_880
        ? `${Math.floor(minutes / 60)} hours`
        : `${Math.floor(minutes / 1_440)} days`;
  const what =
    `lane ${lane} has not run since ${iso(at)} (${long}): its timer is not firing, and events ` +
    "since then have not been queried";
  return `${what}; POST /api/tick?lane=${lane} runs it now (docs/operations.md)`;
}

/**
 * The time from which a lane counts as silent, given the time of its last heartbeat; both in ms.
 */
export function silentFrom(at: number, schedule: string): number {
  let time = at;
  for (let tick = 0; tick < MISSED; tick++) time = nextTime(schedule, time);
  return time + TICK_MS;
}
