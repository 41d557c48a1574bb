import { CallError } from "../hunt/base/call-error.ts";
import { problemText } from "../hunt/base/problem.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { alertGapLines, workspacesByRule } from "./alert-gaps.ts";
import type { App } from "./application.ts";
import { settingsProblems } from "./entries.ts";
import { type LaneHealth, laneHealth } from "./lane/lane-health.ts";
import { laneProblems, NO_WORKSPACE, silentFrom } from "./lane/lane-problems.ts";

/** The current state of the app. */
export interface Health {
  /** What is wrong, one line each; empty if the app is healthy. */
  readonly problems: readonly string[];
  readonly lanes: readonly LaneHealth[];
}

/** The health of the app and its lanes; `now` in ms. */
export async function healthNow(app: App, now: number): Promise<Health> {
  const read = readSettings(app.environment);
  const { problems, lanes } =
    "problems" in read
      ? { problems: read.problems.map(problemText), lanes: [] }
      : await lanesNow(app, read.settings, now);
  return { problems: [...app.content.problems.map(problemText), ...problems], lanes };
}

async function lanesNow(app: App, settings: Settings, now: number): Promise<Health> {
  const { lanes, schedule } = settings;
  if (lanes.length === 0) return { problems: [NO_WORKSPACE], lanes: [] };
  try {
    const beats = await (await app.ledger(settings)).heartbeats();
    const findBeat = (name: string) => beats.find(({ lane }) => lane === name);
    const told = lanes.flatMap(({ name }) => laneProblems(name, findBeat(name), schedule, now));
    const slugs = new Map(app.content.rules.map(({ id, slug }) => [id, slug]));
    const isSilent = (at: number) => now > silentFrom(at, schedule);
    const names = new Map(workspacesByRule(settings).map(({ id, name }) => [id, name]));
    const gaps = names.size === 0 ? [] : await (await app.ledger(settings)).alertGaps();
    const missing = gaps.flatMap((one) => {
      const name = names.get(one.workspace);
      return name === undefined ? [] : alertGapLines(one, name);
    });
    const settled = settingsProblems(app, settings).map(problemText);
    return {
      problems: [...new Set([...told, ...missing, ...settled])],
      lanes: lanes.map(({ name, workspaces }) =>
        laneHealth({ lane: name, workspaces, slugs, isSilent }, findBeat(name)),
      ),
    };
  } catch (error) {
    if (error instanceof CallError) return { problems: [error.line], lanes: [] };
    throw error;
  }
}

/** Whether the app is in dry-run mode; undefined if its settings cannot be read. */
export function isDry({ environment }: App): boolean | undefined {
  const read = readSettings(environment);
  return "settings" in read ? read.settings.dryRun : undefined;
}
