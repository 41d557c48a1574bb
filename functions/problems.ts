import { CallError } from "../src/hunt/base/call-error.ts";
import { problemText } from "../src/hunt/base/problem.ts";
import { iso } from "../src/hunt/base/window.ts";
import type { Heartbeat } from "../src/hunt/ledger/heartbeat.ts";
import { nextTime } from "../src/settings/schedule.ts";
import { type Environment, readSettings } from "../src/settings/settings.ts";
import { CONTENT } from "./content.ts";
import { settingsProblems } from "./entries.ts";
import { type LaneHealth, laneHealth } from "./lane-health.ts";
import { openState } from "./state.ts";

export const NO_WORKSPACE =
  "no workspace is set; set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings, or WORKSPACES";
/** How long a tick may take: host.json's functionTimeout. */
const TICK_MS = 10 * 60_000;
/** A lane that misses this many ticks is not well. */
const MISSED = 3;

const WHERE_WHY = "why is in the log (Application Insights, AppTraces | where SeverityLevel >= 3)";

/** How the app is now. */
export interface Health {
  /** What is wrong, one line each; nothing where it is well. */
  readonly problems: readonly string[];
  readonly lanes: readonly LaneHealth[];
}

export async function healthNow(environment: Environment, now: number): Promise<Health> {
  const { problems, lanes } = await stateNow(environment, now);
  return { problems: [...CONTENT.problems.map(problemText), ...problems], lanes };
}

async function stateNow(environment: Environment, now: number): Promise<Health> {
  const read = readSettings(environment);
  if ("problems" in read) return { problems: read.problems.map(problemText), lanes: [] };
  const { lanes, schedule } = read.settings;
  if (lanes.length === 0) return { problems: [NO_WORKSPACE], lanes: [] };
  try {
    const beats = await (await openState(environment, read.settings)).heartbeats();
    const beatOf = (name: string) => beats.find(({ lane }) => lane === name);
    const told = lanes.flatMap(({ name }) => laneProblems(name, beatOf(name), schedule, now));
    const slugs = new Map(CONTENT.rules.map(({ id, slug }) => [id, slug]));
    const isSilent = (at: number) => now > silentFrom(at, schedule);
    return {
      problems: [
        ...new Set([...told, ...settingsProblems(environment, read.settings).map(problemText)]),
      ],
      lanes: lanes.map(({ name, workspaces }) =>
        laneHealth({ lane: name, workspaces, slugs, isSilent }, beatOf(name)),
      ),
    };
  } catch (error) {
    if (error instanceof CallError) return { problems: [error.line], lanes: [] };
    throw error;
  }
}

/** Whether the app writes nothing; undefined where its settings cannot be read. */
export function isDry(environment: Environment): boolean | undefined {
  const read = readSettings(environment);
  return "settings" in read ? read.settings.dryRun : undefined;
}

function laneProblems(
  name: string,
  beat: Heartbeat | undefined,
  schedule: string,
  now: number,
): string[] {
  if (!beat) return [`lane ${name} has not run yet`];
  const { at, jobs, failed, held, problems } = beat;
  const silent = now > silentFrom(at, schedule) ? [silentLine(name, at, now)] : [];
  const failing =
    failed > 0 ? [`lane ${name}: ${failed} of ${jobs} jobs failed; ${WHERE_WHY}`] : [];
  const stuck =
    held > 0
      ? [
          `lane ${name}: ${held} jobs were held by another instance, or by one that ended ` +
            "half-way; its leases end after 3 minutes",
        ]
      : [];
  return [...silent, ...failing, ...stuck, ...problems];
}

/** What it means, and what to do. */
function silentLine(lane: string, at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  const long =
    minutes < 120
      ? `${minutes} minutes`
      : minutes < 2_880
        ? `${Math.floor(minutes / 60)} hours`
        : `${Math.floor(minutes / 1_440)} days`;
  const what =
    `lane ${lane} has not run since ${iso(at)} (${long}): its timer does not fire, and events ` +
    "since then are not looked at";
  return `${what}; POST /api/tick?lane=${lane} runs it now (docs/operations.md)`;
}

/** When a lane that was heard of at a time counts as silent, both in ms. */
export function silentFrom(at: number, schedule: string): number {
  let time = at;
  for (let tick = 0; tick < MISSED; tick++) time = nextTime(schedule, time);
  return time + TICK_MS;
}
