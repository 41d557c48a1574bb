import { app, type InvocationContext } from "@azure/functions";
import { cellAt, DAY } from "../src/hunt/base/window.ts";
import { entryUses } from "../src/hunt/ledger/entry-use.ts";
import { readSettings } from "../src/settings/settings.ts";
import { entriesOf } from "./entries.ts";
import { guardedTimer } from "./guarded.ts";
import { logOf } from "./log.ts";
import { openState } from "./state.ts";
import { entryLine } from "./telemetry.ts";

/** On Mondays, at a quiet minute. */
const SCHEDULE = "0 37 3 * * 1";
const DAYS = 7;

app.timer("review", { schedule: SCHEDULE, handler: guardedTimer(review) });

/**
 * Says of every ignore entry what it hid in the seven days before today, and today so far. Uses are
 * kept by the day: those of the day of a review are in that one and in the next, and none is in no
 * review. Settings that cannot be read are told by the daily maintenance.
 */
async function review(context: InvocationContext): Promise<void> {
  const now = Date.now();
  const read = readSettings(process.env);
  if ("problems" in read) return;
  const store = await openState(process.env, read.settings);
  const { entries } = await entriesOf(read.settings.lanes, process.env, read.settings);
  const uses = entryUses(entries, await store.uses(cellAt(now, DAY).from - DAYS * DAY), now);
  const log = logOf(context);
  for (const use of uses) log.telemetry(entryLine(use, DAYS, context.invocationId));
}
