import { problemText } from "../hunt/base/problem.ts";
import { DAY } from "../hunt/base/window.ts";
import { expiryNotices } from "../hunt/ignore/ignore.ts";
import { readSettings } from "../settings/settings.ts";
import { checkAlertGaps } from "./alert-gaps.ts";
import type { App } from "./application.ts";
import { readEntries } from "./entries.ts";
import { healthNow } from "./health-now.ts";
import { type Invocation, openLog } from "./log.ts";
import { openLane } from "./open-lane.ts";
import { KNOWN_DAYS, RUNS_DAYS } from "./retention.ts";
import { maintenanceLine } from "./telemetry.ts";

/** How long old records are deleted, ms; this ends before functionTimeout. */
const FORGET_MS = 8 * 60_000;
const UNFORGOTTEN =
  "not all old records could be deleted in 8 minutes; the rest is deleted tomorrow; if this " +
  "happens every day, split the app (docs/scale.md)";

/**
 * Deletes old records and reports problems, even those of a lane whose own timer no longer fires.
 */
export async function maintain(app: App, invocation: Invocation): Promise<void> {
  const now = Date.now();
  const log = openLog(invocation);
  const { invocationId } = invocation;
  const read = readSettings(app.environment);
  if ("problems" in read) {
    const { problems } = await healthNow(app, now);
    for (const problem of problems) log.error(problem);
    const wrong = { forgotten: 0, problems: read.problems.map(problemText) };
    return log.telemetry(maintenanceLine(wrong, invocationId));
  }
  const { settings } = read;
  const lanes = settings.lanes.map((lane) => openLane(lane, settings));
  const { entries } = await readEntries(app, settings, lanes);
  for (const notice of expiryNotices(entries, now)) log.warning(problemText(notice));
  const store = await app.ledger(settings);
  // First, since health reads what it found.
  const unchecked = await checkAlertGaps(app, settings, lanes, store, now);
  const health = await healthNow(app, now);
  const problems = [...health.problems, ...unchecked];
  for (const problem of problems) log.error(problem);
  const over = () => Date.now() >= now + FORGET_MS;
  const forgotten = await store.prune(
    { slots: now - KNOWN_DAYS * DAY, runs: now - RUNS_DAYS * DAY },
    over,
  );
  const told = over() ? [...problems, UNFORGOTTEN] : problems;
  if (over()) log.warning(UNFORGOTTEN);
  log.telemetry(maintenanceLine({ forgotten, problems: told }, invocationId));
}
