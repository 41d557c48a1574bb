import { app, type InvocationContext } from "@azure/functions";
import { problemText } from "../src/hunt/base/problem.ts";
import { DAY } from "../src/hunt/base/window.ts";
import { expiryNotices } from "../src/hunt/ignore/ignore.ts";
import { readSettings } from "../src/settings/settings.ts";
import { entriesOf } from "./entries.ts";
import { guardedTimer } from "./guarded.ts";
import { logOf } from "./log.ts";
import { healthNow } from "./problems.ts";
import { KNOWN_DAYS, RUNS_DAYS } from "./retention.ts";
import { openState } from "./state.ts";
import { maintenanceLine } from "./telemetry.ts";

/** Once a day, at a quiet minute. */
const SCHEDULE = "0 17 3 * * *";
/** Ends before functionTimeout. */
const FORGET_MS = 8 * 60_000;
const UNFORGOTTEN =
  "not all old records could be forgotten in 8 minutes; the rest goes tomorrow; every day " +
  "so: split the app (docs/scale.md)";

app.timer("maintain", { schedule: SCHEDULE, handler: guardedTimer(maintain) });

/**
 * Forgets what is old, and says what is wrong: also for a lane whose own timer does not run any
 * more.
 */
async function maintain(context: InvocationContext): Promise<void> {
  const now = Date.now();
  const log = logOf(context);
  const { problems } = await healthNow(process.env, now);
  for (const problem of problems) log.error(problem);
  const read = readSettings(process.env);
  if ("problems" in read)
    return void log.telemetry(
      maintenanceLine(
        { forgotten: 0, problems: read.problems.map(problemText) },
        context.invocationId,
      ),
    );
  const { settings } = read;
  const { entries } = await entriesOf(settings.lanes, process.env, settings);
  for (const notice of expiryNotices(entries, now)) log.warning(problemText(notice));
  const store = await openState(process.env, settings);
  const over = () => Date.now() >= now + FORGET_MS;
  const forgotten = await store.prune(
    { slots: now - KNOWN_DAYS * DAY, runs: now - RUNS_DAYS * DAY },
    over,
  );
  const told = over() ? [...problems, UNFORGOTTEN] : problems;
  if (over()) log.warning(UNFORGOTTEN);
  log.telemetry(maintenanceLine({ forgotten, problems: told }, context.invocationId));
}
