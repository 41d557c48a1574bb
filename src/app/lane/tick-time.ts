import { iso } from "../../hunt/base/window.ts";
import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import type { TickTimes } from "../../hunt/runs/trouble/watch.ts";
import { longestPause } from "../../settings/schedule.ts";
import type { Settings } from "../../settings/settings.ts";
import { silentFrom } from "./lane-problems.ts";

/** How long a tick may take, in ms after it began. */
export interface TickTime {
  /** No job begins after this. */
  readonly begin: number;
  /** No call to Azure begins after this. */
  readonly stop: number;
}

/** The times of a tick that began at `began` (ms) and ends now, and what went before it. */
export function tickTimes(
  { schedule }: Settings,
  began: number,
  before: Heartbeat | undefined,
): TickTimes {
  const paused = before !== undefined && began > silentFrom(before.at, schedule);
  return {
    began,
    ended: Date.now(),
    last: before?.at,
    paused,
    pause: longestPause(schedule, began),
  };
}

export function pauseLine(lane: string, { last = 0, began }: TickTimes, missing: string): string {
  return `lane ${lane} did not run from ${iso(last)} to ${iso(began)}; ${missing}`;
}
