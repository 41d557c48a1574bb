import { cellAt, DAY } from "../hunt/base/window.ts";
import { entryUses } from "../hunt/ledger/entry-use.ts";
import { readSettings } from "../settings/settings.ts";
import type { App } from "./application.ts";
import { readEntries } from "./entries.ts";
import { type Invocation, openLog } from "./log.ts";
import { openLane } from "./open-lane.ts";
import { entryLine } from "./telemetry.ts";

const DAYS = 7;

/**
 * Reports for every ignore entry what it hid in the seven days before today, and today so far. Uses
 * are counted by day, so the day of a review is part of two reviews, this one and the next, and no
 * day is lost. If the settings cannot be read, the daily maintenance reports that.
 */
export async function review(app: App, invocation: Invocation): Promise<void> {
  const now = Date.now();
  const read = readSettings(app.environment);
  if ("problems" in read) return;
  const { settings } = read;
  const store = await app.ledger(settings);
  const lanes = settings.lanes.map((lane) => openLane(lane, settings));
  const { entries } = await readEntries(app, settings, lanes);
  const uses = entryUses(entries, await store.uses(cellAt(now, DAY).from - DAYS * DAY), now);
  const log = openLog(invocation);
  for (const use of uses) log.telemetry(entryLine(use, DAYS, invocation.invocationId));
}
