import { problemText } from "../../hunt/base/problem.ts";
import { cellAt, DAY } from "../../hunt/base/window.ts";
import { asideAfter, asideLines } from "../../hunt/ledger/aside.ts";
import { countUses } from "../../hunt/ledger/entry-use.ts";
import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import { NO_WATCH, type Watch } from "../../hunt/ledger/lane-memory.ts";
import type { RunRecord } from "../../hunt/ledger/run-record.ts";
import type { CoverageStore } from "../../hunt/ledger/store.ts";
import { restLines } from "../../hunt/runs/resting.ts";
import {
  runTick,
  type TickOptions,
  type TickOutcome,
  type TickPorts,
} from "../../hunt/runs/tick.ts";
import { missedLine } from "../../hunt/runs/trouble/missed-line.ts";
import { troubleLines } from "../../hunt/runs/trouble/trouble-lines.ts";
import { type TickTimes, watchDry } from "../../hunt/runs/trouble/watch.ts";
import type { Lane } from "../../settings/lanes.ts";
import { unknownRules, withSettings } from "../../settings/rule-settings.ts";
import type { Settings } from "../../settings/settings.ts";
import type { App } from "../application.ts";
import { huntKnowledge, readEntries } from "../entries.ts";
import { LANE_SHARE } from "../lane-share.ts";
import { errorText, type Log } from "../log.ts";
import { openLane } from "../open-lane.ts";
import { repeat } from "../repeat.ts";
import { KNOWN_DAYS } from "../retention.ts";
import { runPorts } from "../run-ports.ts";
import { heartbeatLine, limitProblems, MOST_PROBLEMS, runLine } from "../telemetry.ts";
import { askedRuns } from "./asked-runs.ts";
import { countJobs } from "./count-jobs.ts";
import { lastBeat } from "./last-beat.ts";
import { pauseLine, type TickTime, tickTimes } from "./tick-time.ts";
import { watchLane } from "./watch-lane.ts";

/** How long a lease lasts unless renewed, ms; then, what a killed instance held is free. */
const LEASE_MS = 3 * 60_000;
const MOST_GAPS = 20;

export interface LaneTick {
  readonly app: App;
  readonly lane: Lane;
  readonly settings: Settings;
  readonly store: CoverageStore;
  /** When the tick began, ms. */
  readonly from: number;
  readonly time: TickTime;
  readonly log: Log;
  readonly invocationId: string;
}

/** What a tick did, and what was known about the lane before it. */
interface Ticked {
  readonly outcome: TickOutcome;
  readonly before: Heartbeat | undefined;
  readonly options: Omit<TickOptions, "asked" | "ended">;
  readonly ports: TickPorts;
  /** Records of the jobs that were not dry runs. */
  readonly hunted: readonly RunRecord[];
}

/** Names by id. */
export interface LaneNames {
  readonly workspaces: ReadonlyMap<string, string>;
  readonly slugs: ReadonlyMap<string, string>;
}

/** Reads what the lane hunts with, runs its jobs, and writes a heartbeat with the results. */
export async function tickLane(tick: LaneTick): Promise<Heartbeat> {
  const { app, lane, settings, store, from, time, log } = tick;
  const open = openLane(lane, settings, { stop: from + time.stop });
  const ignore = await readEntries(app, settings, [open]);
  const wrong = [...ignore.problems, ...unknownRules(app.facts.slugs, settings)].map(problemText);
  for (const problem of limitProblems(wrong)) log.error(problem);
  const ports = runPorts({
    clients: open.clients,
    store,
    knowledge: huntKnowledge(ignore.entries),
    parser: settings.parser,
    cloud: settings.cloud,
    delivering: settings,
    writes: !settings.dryRun,
    trace: log.debug,
  });
  const ticked = await runJobs(tick, ports);
  const heartbeat = await beatAfter(tick, ticked, wrong);
  if (ticked.hunted.length > 0) await countEntries(tick, ticked.hunted);
  return heartbeat;
}

async function runJobs(tick: LaneTick, ports: TickPorts): Promise<Ticked> {
  const { lane, settings, store, log, invocationId } = tick;
  const asked = await askedRuns(tick);
  const before = await lastBeat(lane.name, store);
  const options = { ...tickOptions(tick), resting: before?.resting ?? {} };
  const hunted: RunRecord[] = [];
  const ended: TickOptions["ended"] = ({ record }, ms, askedDry) => {
    const dry = askedDry || settings.dryRun;
    log.telemetry(runLine(record, { lane: lane.name, invocation: invocationId, ms, dry }));
    for (const problem of record.problems.slice(0, MOST_PROBLEMS)) log.error(problemText(problem));
    if (!dry) hunted.push(record);
  };
  const outcome = await runTick({ ...options, asked, ended }, ports);
  for (const line of outcome.failures) log.error(line);
  return { outcome, before, options, ports, hunted };
}

function tickOptions({
  app,
  lane,
  settings,
  from,
  time,
  invocationId,
}: LaneTick): Omit<TickOptions, "asked" | "ended" | "resting"> {
  return {
    rules: withSettings(app.content.rules, settings),
    workspaces: lane.workspaces,
    holder: invocationId,
    clock: Date.now,
    deadline: from + time.begin,
    leaseFor: LEASE_MS,
    repeat,
    startFrom: settings.startFrom,
    notBefore: from - (KNOWN_DAYS - 1) * DAY,
    // In dry-run mode nothing is settled, so the same gaps would be planned forever.
    mostGaps: settings.dryRun ? 0 : MOST_GAPS,
    atOnce: LANE_SHARE.atOnce,
  };
}

async function beatAfter(
  tick: LaneTick,
  ticked: Ticked,
  wrong: readonly string[],
): Promise<Heartbeat> {
  const { lane, settings, store, from, log, invocationId } = tick;
  const { outcome, before, options } = ticked;
  const names: LaneNames = {
    workspaces: new Map(lane.workspaces.map(({ id, name }) => [id, name])),
    slugs: new Map(options.rules.map(({ id, slug }) => [id, slug])),
  };
  const silent = restLines(outcome.resting, names.workspaces, names.slugs, Date.now());
  for (const line of silent) log.error(line);
  const times = tickTimes(settings, from, before);
  const watch = await watchAfter(tick, ticked, times, names);
  const missing = missingLine(tick, watch, names);
  if (times.paused)
    log.warning(pauseLine(lane.name, times, missing ?? "nothing of that time is missing"));
  const records = outcome.outcomes.map(({ record }) => record);
  // Read once more, because a tick that ran at the same time may have set something aside, too.
  const { aside: others = {} } = (await lastBeat(lane.name, store)) ?? {};
  const aside = asideAfter(others, records, Date.now());
  const heartbeat: Heartbeat = {
    ...{ version: 1, lane: lane.name, at: Date.now(), dry: settings.dryRun },
    ...countJobs(outcome),
    ...{ resting: outcome.resting, aside, watch },
    problems: [
      ...[...wrong, ...silent],
      ...troubleLines(watch.troubles, names.workspaces, names.slugs),
      ...asideLines(aside, names.workspaces),
      ...(missing === undefined ? [] : [toBeFilled(lane, missing)]),
    ],
  };
  await store.beat(heartbeat);
  log.telemetry(heartbeatLine(heartbeat, invocationId));
  return heartbeat;
}

async function watchAfter(
  tick: LaneTick,
  { outcome, before, options, ports }: Ticked,
  times: TickTimes,
  names: LaneNames,
): Promise<Watch> {
  if (tick.settings.dryRun) return watchDry(before?.watch ?? NO_WATCH, times);
  const { rules, deadline, leaseFor } = options;
  return watchLane(outcome, { ...tick, rules, names, times, begun: deadline, leaseFor }, ports);
}

/** In dry-run mode no gap is filled: missed time waits until that mode ends. */
function missingLine({ settings }: LaneTick, { missed }: Watch, names: LaneNames) {
  return settings.dryRun ? undefined : missedLine(missed, names.workspaces, names.slugs, MOST_GAPS);
}

function toBeFilled({ name }: Lane, missing: string): string {
  return (
    `lane ${name}: ${missing}; it is filled automatically, oldest first, where ` +
    "nothing is in trouble"
  );
}

/** Counts entry uses for the weekly review. If this cannot be written, the hunt has not failed. */
async function countEntries(
  { lane, from, store, log }: LaneTick,
  hunted: readonly RunRecord[],
): Promise<void> {
  try {
    await store.addUses(lane.name, cellAt(from, DAY).from, countUses(hunted));
  } catch (error) {
    log.error(
      `lane ${lane.name}: what the ignore entries hid in this tick is not counted: ` +
        errorText(error),
    );
  }
}
