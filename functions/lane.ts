import type { InvocationContext } from "@azure/functions";
import { AZURE_LIMITS } from "../src/azure/lane-limits.ts";
import { giveUp } from "../src/hunt/asked.ts";
import type { Heartbeat } from "../src/hunt/heartbeat.ts";
import { type Problem, problemText } from "../src/hunt/ignore.ts";
import type { CoverageStore } from "../src/hunt/ports.ts";
import type { Rule } from "../src/hunt/rule.ts";
import type { RunRecord } from "../src/hunt/run-record.ts";
import { type Asked, runTick, TICK_BUDGET, type TickOptions } from "../src/hunt/tick.ts";
import { fromAppSettings } from "../src/ignore-lists/app-settings.ts";
import type { Lane } from "../src/settings/lanes.ts";
import { unknownRules, withSettings } from "../src/settings/rule-settings.ts";
import { type Environment, readSettings, type Settings } from "../src/settings/settings.ts";
import { CONTENT } from "./content.ts";
import { lanePorts } from "./lane-ports.ts";
import { type Log, logOf } from "./log.ts";
import { repeat } from "./repeat.ts";
import { openState } from "./state.ts";
import { heartbeatLine, runLine } from "./telemetry.ts";

/** A tick begins no call to Azure this long after it began: before functionTimeout. */
const STOP_MS = 8 * 60_000;
/** Renewed while a job runs: what a killed instance held is free after this. */
const LEASE_MS = 3 * 60_000;
const MOST_GAPS = 20;

const SLUGS = CONTENT.rules.map(({ slug }) => slug);

/** One tick of a lane: what is due and what was asked for, within the budget. */
export async function runLane(name: string, environment: Environment, context: InvocationContext): Promise<void> {
  const from = Date.now();
  const read = readSettings(environment);
  if ("problems" in read) {
    for (const problem of read.problems) context.error(problemText(problem));
    return;
  }
  const { settings } = read;
  const log = logOf(context, settings.logLevel);
  const lane = settings.lanes.find((one) => one.name === name);
  if (!lane)
    return log.error(`lane ${name}: no workspace is set; set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings, or WORKSPACES`);
  const store = await openState(environment, settings);
  const ignore = fromAppSettings(environment, SLUGS);
  const problems = [...ignore.problems, ...unknownRules(SLUGS, settings)].map(problemText);
  for (const problem of problems) log.error(problem);
  const ports = lanePorts({ lane, settings, store, ignore: [...CONTENT.entries, ...ignore.entries], log, stop: from + STOP_MS });
  const asked = await askedRuns(lane, settings, store);
  const { invocationId } = context;
  const options = tickOptions(lane, settings, from, invocationId);
  const outcome = await runTick({ ...options, asked, ended: ({ record }, took) => tell(record, took, name, invocationId, log) }, ports);
  for (const line of outcome.failures) log.error(line);
  const { outcomes, left, held, behind, failures } = outcome;
  const failed = outcomes.filter(({ record }) => record.state === "failed").length + failures.length;
  const counts = { jobs: outcomes.length, failed, left: left.length, held: held.length, behind };
  const heartbeat: Heartbeat = { version: 1, lane: name, at: Date.now(), ...counts, problems };
  await store.beat(heartbeat);
  log.telemetry(heartbeatLine(heartbeat, invocationId));
}

function tell(record: RunRecord, took: number, lane: string, invocation: string, log: Log): void {
  log.telemetry(runLine(record, { lane, invocation, ms: took }));
  for (const problem of record.problems) log.error(problemText(problem));
}

function tickOptions(lane: Lane, settings: Settings, from: number, holder: string): Omit<TickOptions, "asked" | "ended"> {
  return {
    rules: withSettings(CONTENT.rules, settings),
    workspaces: lane.workspaces,
    holder,
    clock: Date.now,
    deadline: from + TICK_BUDGET,
    leaseFor: LEASE_MS,
    repeat,
    startFrom: settings.startFrom,
    mostGaps: MOST_GAPS,
    atOnce: AZURE_LIMITS.queriesAtOnce,
  };
}

/** The lane's asked runs with their rules; a rule that is disabled still runs where it is asked for by name. */
async function askedRuns({ name, workspaces }: Lane, settings: Settings, store: CoverageStore): Promise<Asked[]> {
  const rules = withSettings(CONTENT.rules, { ...settings, rulesDisabled: [] });
  const found: Asked[] = [];
  for (const run of await store.waitingRuns(name)) {
    const rule = rules.find(({ slug }) => slug === run.rule);
    const asked = run.waiting.map(({ workspace }) => workspace);
    const gone = rule ? asked.filter((id) => !workspaces.some((one) => one.id === id)) : asked;
    if (gone.length > 0) await store.changeAsked(run.id, (before) => giveUp(before, gone, goneProblem(rule)));
    if (rule) found.push({ run, rule });
  }
  return found;
}

function goneProblem(rule: Rule | undefined): Problem {
  return rule
    ? { where: "workspaces", message: "the lane has no such workspace any more", remedy: "ask again for what it has" }
    : { where: "rule", message: "there is no such rule in this version of the app", remedy: "ask again for one that is there" };
}
