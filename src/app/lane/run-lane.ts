import { problemText } from "../../hunt/base/problem.ts";
import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import { NO_WATCH } from "../../hunt/ledger/lane-memory.ts";
import { watchBroken, watchDry } from "../../hunt/runs/trouble/watch.ts";
import { readSettings } from "../../settings/settings.ts";
import type { App } from "../application.ts";
import { LANE_SHARE } from "../lane-share.ts";
import { eachOnce, errorText, type Invocation, openLog } from "../log.ts";
import { NO_WORKSPACE } from "./lane-problems.ts";
import { lastBeat } from "./last-beat.ts";
import { type LaneTick, tickLane } from "./tick-lane.ts";
import { pauseLine, type TickTime, tickTimes } from "./tick-time.ts";

/** The tick ends before functionTimeout. */
const TIMER_TIME: TickTime = { begin: LANE_SHARE.budget, stop: 8 * 60_000 };

/**
 * Runs one tick of a lane within its time: the jobs that are due, and requested runs.
 * @returns its heartbeat; undefined if the settings are wrong
 */
export async function runLane(
  app: App,
  name: string,
  invocation: Invocation,
  time: TickTime = TIMER_TIME,
): Promise<Heartbeat | undefined> {
  const from = Date.now();
  const read = readSettings(app.environment);
  if ("problems" in read) {
    for (const problem of read.problems) invocation.error(problemText(problem));
    return undefined;
  }
  const { settings } = read;
  const log = eachOnce(openLog(invocation, settings.logLevel));
  const lane = settings.lanes.find((one) => one.name === name);
  if (!lane) {
    log.error(`lane ${name}: ${NO_WORKSPACE}`);
    return undefined;
  }
  const store = await app.ledger(settings);
  const { invocationId } = invocation;
  const tick: LaneTick = { app, lane, settings, store, from, time, log, invocationId };
  try {
    return await tickLane(tick);
  } catch (error) {
    await beatBroken(tick, errorText(error).split("\n")[0] ?? "");
    throw error;
  }
}

/**
 * Writes the heartbeat of a tick that an error ended, with what later ticks need from the last one.
 */
async function beatBroken({ lane, settings, store, from, log }: LaneTick, why: string) {
  const { name } = lane;
  const before = await lastBeat(name, store);
  const times = tickTimes(settings, from, before);
  if (times.paused)
    log.warning(
      pauseLine(name, times, "an error ended this tick, so that what it missed is not known yet"),
    );
  await store.beat({
    ...{ version: 1, jobs: 0, left: 0, held: 0, behind: 0 },
    ...(before?.resting ? { resting: before.resting } : {}),
    ...(before?.aside ? { aside: before.aside } : {}),
    watch: (settings.dryRun ? watchDry : watchBroken)(before?.watch ?? NO_WATCH, times),
    dry: settings.dryRun,
    lane: name,
    at: Date.now(),
    failed: 1,
    problems: [why],
  });
}
