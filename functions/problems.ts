import type { Heartbeat } from "../src/hunt/heartbeat.ts";
import { problemText } from "../src/hunt/ignore.ts";
import { CallError } from "../src/hunt/ports.ts";
import { nextTime } from "../src/settings/schedule.ts";
import { type Environment, readSettings } from "../src/settings/settings.ts";
import { CONTENT } from "./content.ts";
import { settingsProblems } from "./entries.ts";
import { openState } from "./state.ts";

export const NO_WORKSPACE = "no workspace is set; set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings, or WORKSPACES";
/** How long a tick may take: host.json's functionTimeout. */
const TICK_MS = 10 * 60_000;
/** A lane that misses this many ticks is not well. */
const MISSED = 3;

/** What is wrong with the app now, one line each; nothing where it is well. */
export async function problemsNow(environment: Environment, now: number): Promise<string[]> {
  return [...CONTENT.problems.map(problemText), ...(await stateProblems(environment, now))];
}

async function stateProblems(environment: Environment, now: number): Promise<string[]> {
  const read = readSettings(environment);
  if ("problems" in read) return read.problems.map(problemText);
  const { lanes, schedule } = read.settings;
  if (lanes.length === 0) return [NO_WORKSPACE];
  try {
    const beats = await (await openState(environment, read.settings)).heartbeats();
    const told = lanes.flatMap(({ name }) =>
      laneProblems(
        name,
        beats.find(({ lane }) => lane === name),
        schedule,
        now,
      ),
    );
    return [...new Set([...told, ...settingsProblems(environment, read.settings).map(problemText)])];
  } catch (error) {
    if (error instanceof CallError) return [error.line];
    throw error;
  }
}

/** Whether the app writes nothing; undefined where its settings cannot be read. */
export function isDry(environment: Environment): boolean | undefined {
  const read = readSettings(environment);
  return "settings" in read ? read.settings.dryRun : undefined;
}

function laneProblems(name: string, beat: Heartbeat | undefined, schedule: string, now: number): string[] {
  if (!beat) return [`lane ${name} has not run yet`];
  const { at, jobs, failed, held, problems } = beat;
  const silent = now > silentFrom(at, schedule) ? [`lane ${name} was last heard of at ${new Date(at).toISOString()}`] : [];
  const failing = failed > 0 ? [`lane ${name}: ${failed} of ${jobs} jobs failed; the log has the lines`] : [];
  const stuck = held > 0 ? [`lane ${name}: ${held} jobs were held by another instance, or by one that ended half-way`] : [];
  return [...silent, ...failing, ...stuck, ...problems];
}

function silentFrom(at: number, schedule: string): number {
  let time = at;
  for (let tick = 0; tick < MISSED; tick++) time = nextTime(schedule, time);
  return time + TICK_MS;
}
