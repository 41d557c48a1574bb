import type { InvocationContext } from "@azure/functions";
import { NO_TIME } from "../src/azure/deadline.ts";
import { AZURE_LIMITS } from "../src/azure/lane-limits.ts";
import { type Problem, problemText } from "../src/hunt/base/problem.ts";
import { cellAt, DAY, iso } from "../src/hunt/base/window.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import { asideAfter, asideLines } from "../src/hunt/ledger/aside.ts";
import { giveUp, timeEnd } from "../src/hunt/ledger/asked.ts";
import { countUses } from "../src/hunt/ledger/entry-use.ts";
import type { Heartbeat } from "../src/hunt/ledger/heartbeat.ts";
import { NO_WATCH } from "../src/hunt/ledger/lane-memory.ts";
import type { RunRecord } from "../src/hunt/ledger/run-record.ts";
import type { CoverageStore } from "../src/hunt/ledger/store.ts";
import { restLines } from "../src/hunt/runs/resting.ts";
import { runTick, TICK_BUDGET, type TickOptions } from "../src/hunt/runs/tick.ts";
import { missedLine } from "../src/hunt/runs/trouble/missed-line.ts";
import { troubleLines } from "../src/hunt/runs/trouble/trouble-lines.ts";
import { type TickTimes, watchBroken, watchDry } from "../src/hunt/runs/trouble/watch.ts";
import type { Asked } from "../src/hunt/runs/work.ts";
import type { Lane } from "../src/settings/lanes.ts";
import { unknownRules, withSettings } from "../src/settings/rule-settings.ts";
import { longestPause } from "../src/settings/schedule.ts";
import { type Environment, readSettings, type Settings } from "../src/settings/settings.ts";
import { CONTENT, SLUGS } from "./content.ts";
import { entriesOf } from "./entries.ts";
import { lanePorts } from "./lane-ports.ts";
import { watchLane } from "./lane-watch.ts";
import { lastBeat } from "./last-beat.ts";
import { eachOnce, errorText, type Log, logOf } from "./log.ts";
import { NO_WORKSPACE, silentFrom } from "./problems.ts";
import { repeat } from "./repeat.ts";
import { KNOWN_DAYS } from "./retention.ts";
import { openState } from "./state.ts";
import { heartbeatLine, limited, MOST_PROBLEMS, type RunContext, runLine } from "./telemetry.ts";

/** How long a tick may take, ms after it began. */
export interface TickTime {
  /** No job is begun after this. */
  readonly begin: number;
  /** No call to Azure is begun after this. */
  readonly stop: number;
}

/** Ends before functionTimeout. */
const TIMER_TIME: TickTime = { begin: TICK_BUDGET, stop: 8 * 60_000 };
/** Renewed while a job runs: what a killed instance held is free after this. */
const LEASE_MS = 3 * 60_000;
const MOST_GAPS = 20;

/**
 * One tick of a lane: what is due and what was asked for, within its time. @returns how it went;
 * undefined where settings are wrong
 */
export async function runLane(
  name: string,
  environment: Environment,
  context: InvocationContext,
  time: TickTime = TIMER_TIME,
): Promise<Heartbeat | undefined> {
  const from = Date.now();
  const read = readSettings(environment);
  if ("problems" in read) {
    for (const problem of read.problems) context.error(problemText(problem));
    return undefined;
  }
  const { settings } = read;
  const log = eachOnce(logOf(context, settings.logLevel));
  const lane = settings.lanes.find((one) => one.name === name);
  if (!lane) {
    log.error(`lane ${name}: ${NO_WORKSPACE}`);
    return undefined;
  }
  const store = await openState(environment, settings);
  try {
    return await tick({
      lane,
      settings,
      environment,
      store,
      from,
      time,
      log,
      invocationId: context.invocationId,
    });
  } catch (error) {
    const before = await lastBeat(name, store);
    const times = timesOf(settings, from, before);
    if (times.paused)
      log.warning(
        pauseLine(name, times, "an error ended this tick, so that what it missed is not known yet"),
      );
    await store.beat({
      ...NO_BEAT,
      ...(before?.resting ? { resting: before.resting } : {}),
      ...(before?.aside ? { aside: before.aside } : {}),
      watch: (settings.dryRun ? watchDry : watchBroken)(before?.watch ?? NO_WATCH, times),
      dry: settings.dryRun,
      lane: name,
      at: Date.now(),
      failed: 1,
      problems: [errorText(error).split("\n")[0] ?? ""],
    });
    throw error;
  }
}

const NO_BEAT = { version: 1, jobs: 0, left: 0, held: 0, behind: 0 } as const;

interface Tick {
  readonly lane: Lane;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly store: CoverageStore;
  /** When it began, ms. */
  readonly from: number;
  readonly time: TickTime;
  readonly log: Log;
  readonly invocationId: string;
}

async function tick({
  lane,
  settings,
  environment,
  store,
  from,
  time,
  log,
  invocationId,
}: Tick): Promise<Heartbeat> {
  const { name } = lane;
  const ignore = await entriesOf([lane], environment, settings);
  const problems = [...ignore.problems, ...unknownRules(SLUGS, settings)].map(problemText);
  for (const problem of limited(problems)) log.error(problem);
  const ports = lanePorts({
    lane,
    settings,
    store,
    ignore: ignore.entries,
    log,
    stop: from + time.stop,
  });
  const asked = await askedRuns(lane, settings, store);
  const before = await lastBeat(name, store);
  const { resting = {} } = before ?? {};
  const options = {
    ...tickOptions(lane, settings, { from, begin: time.begin, holder: invocationId }),
    resting,
  };
  const hunted: RunRecord[] = [];
  const ended: TickOptions["ended"] = ({ record }, ms, askedDry) => {
    const dry = askedDry || settings.dryRun;
    tell(record, { lane: name, invocation: invocationId, ms, dry }, log);
    if (!dry) hunted.push(record);
  };
  const outcome = await runTick({ ...options, asked, ended }, ports);
  for (const line of outcome.failures) log.error(line);
  const { outcomes, left, held, behind, failures } = outcome;
  const unready = outcomes.filter(({ record }) => record.state === "failed");
  const late = unready.filter(({ record }) =>
    record.problems.every(({ message }) => message.endsWith(NO_TIME)),
  ).length;
  const failed = unready.length - late + failures.length;
  const counts = {
    jobs: outcomes.length,
    failed,
    left: left.length + late,
    held: held.length,
    behind,
  };
  const names = new Map(lane.workspaces.map((workspace) => [workspace.id, workspace.name]));
  const slugs = new Map(options.rules.map(({ id, slug }) => [id, slug]));
  const silent = restLines(outcome.resting, names, slugs, Date.now());
  for (const line of silent) log.error(line);
  const times = timesOf(settings, from, before);
  const watched = {
    lane,
    rules: options.rules,
    names,
    slugs,
    store,
    times,
    log,
    invocationId,
    begun: options.deadline,
    leaseFor: LEASE_MS,
  };
  const watch = settings.dryRun
    ? watchDry(before?.watch ?? NO_WATCH, times)
    : await watchLane(outcome, watched, ports);
  // A dry app fills nothing: what is missing waits for the day when it is dry no more.
  const missing = settings.dryRun ? undefined : missedLine(watch.missed, names, slugs, MOST_GAPS);
  if (times.paused)
    log.warning(pauseLine(name, times, missing ?? "nothing of that time is missing"));
  const records = outcomes.map(({ record }) => record);
  // Read once more: a tick that ran beside this one may have set something aside, too.
  const { aside = {} } = (await lastBeat(name, store)) ?? {};
  const kept = { resting: outcome.resting, aside: asideAfter(aside, records, Date.now()), watch };
  const told = {
    ...kept,
    problems: [
      ...[
        ...problems,
        ...silent,
        ...troubleLines(watch.troubles, names, slugs),
        ...asideLines(kept.aside, names),
      ],
      ...(missing === undefined
        ? []
        : [
            `lane ${name}: ${missing}; it is filled by itself, the oldest first, where ` +
              "nothing is in trouble",
          ]),
    ],
  };
  const heartbeat: Heartbeat = {
    version: 1,
    lane: name,
    at: Date.now(),
    dry: settings.dryRun,
    ...counts,
    ...told,
  };
  await store.beat(heartbeat);
  log.telemetry(heartbeatLine(heartbeat, invocationId));
  if (hunted.length > 0) await countEntries(name, from, hunted, store, log);
  return heartbeat;
}

/** What the weekly review counts by: that it cannot be written is no failure of the hunt. */
async function countEntries(
  lane: string,
  at: number,
  hunted: readonly RunRecord[],
  store: CoverageStore,
  log: Log,
): Promise<void> {
  try {
    await store.addUses(lane, cellAt(at, DAY).from, countUses(hunted));
  } catch (error) {
    log.error(
      `lane ${lane}: what the ignore entries hid in this tick is not counted: ${errorText(error)}`,
    );
  }
}

function pauseLine(lane: string, { last = 0, began }: TickTimes, missing: string): string {
  return `lane ${lane} did not run from ${iso(last)} to ${iso(began)}; ${missing}`;
}

/** When a tick that began at a time (ms) ends now, and what lies before it. */
function timesOf({ schedule }: Settings, began: number, before: Heartbeat | undefined): TickTimes {
  const paused = before !== undefined && began > silentFrom(before.at, schedule);
  return {
    began,
    ended: Date.now(),
    last: before?.at,
    paused,
    pause: longestPause(schedule, began),
  };
}

function tell(record: RunRecord, job: RunContext, log: Log): void {
  log.telemetry(runLine(record, job));
  for (const problem of record.problems.slice(0, MOST_PROBLEMS)) log.error(problemText(problem));
}

function tickOptions(
  lane: Lane,
  settings: Settings,
  { from, begin, holder }: { from: number; begin: number; holder: string },
): Omit<TickOptions, "asked" | "ended" | "resting"> {
  return {
    rules: withSettings(CONTENT.rules, settings),
    workspaces: lane.workspaces,
    holder,
    clock: Date.now,
    deadline: from + begin,
    leaseFor: LEASE_MS,
    repeat,
    startFrom: settings.startFrom,
    notBefore: from - (KNOWN_DAYS - 1) * DAY,
    // A dry app settles nothing: it would plan the same gaps for ever.
    mostGaps: settings.dryRun ? 0 : MOST_GAPS,
    atOnce: AZURE_LIMITS.queriesAtOnce,
  };
}

/**
 * The lane's asked runs with their rules; a rule that is disabled still runs where it is asked for
 * by name.
 */
async function askedRuns(
  { name, workspaces }: Lane,
  settings: Settings,
  store: CoverageStore,
): Promise<Asked[]> {
  const rules = withSettings(CONTENT.rules, { ...settings, rulesDisabled: [] });
  const found: Asked[] = [];
  for (const run of await store.waitingRuns(name)) {
    const rule = rules.find(({ slug }) => slug === run.rule);
    const asked = run.waiting.map(({ workspace }) => workspace);
    const gone = rule ? asked.filter((id) => !workspaces.some((one) => one.id === id)) : asked;
    if (gone.length > 0)
      await store.changeAsked(run.id, (before) =>
        timeEnd(giveUp(before, gone, goneProblem(rule)), Date.now()),
      );
    // A dry app leaves what is to be written to the day when it is dry no more.
    if (rule && (run.dry || !settings.dryRun)) found.push({ run, rule });
  }
  return found;
}

function goneProblem(rule: Rule | undefined): Problem {
  return rule
    ? {
        where: "workspaces",
        message: "the lane has no such workspace any more",
        remedy: "ask again for what it has",
      }
    : {
        where: "rule",
        message: "there is no such rule in this version of the app",
        remedy: "ask again for one that is there",
      };
}
