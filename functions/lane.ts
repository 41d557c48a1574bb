import { setTimeout as sleep } from "node:timers/promises";
import { CLOUDS } from "../src/azure/clouds.ts";
import { azureCredential } from "../src/azure/credential.ts";
import { AZURE_LIMITS, withinLimits } from "../src/azure/lane-limits.ts";
import { type AzureAccess, logsQueries } from "../src/azure/logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../src/azure/loopback.ts";
import { sentinelResources } from "../src/azure/sentinel.ts";
import { memoryStore } from "../src/coverage/memory.ts";
import { DELIVERIES } from "../src/deliveries/index.ts";
import { ENTITY_TYPES } from "../src/entities/index.ts";
import type { Heartbeat } from "../src/hunt/heartbeat.ts";
import { problemText } from "../src/hunt/ignore.ts";
import { planning } from "../src/hunt/planning.ts";
import type { CoverageStore } from "../src/hunt/ports.ts";
import type { RunPorts } from "../src/hunt/run.ts";
import { runTick } from "../src/hunt/tick.ts";
import { fromAppSettings } from "../src/ignore-lists/app-settings.ts";
import type { Lane } from "../src/settings/lanes.ts";
import { withSettings } from "../src/settings/rule-settings.ts";
import { type Environment, readSettings, type Settings } from "../src/settings/settings.ts";
import { WINDOWS } from "../src/windows/derive.ts";
import { CONTENT } from "./content.ts";
import { openState } from "./state.ts";
import { heartbeatLine, runLine } from "./telemetry.ts";

/** A tick stops beginning jobs this long after it began: well before the host's functionTimeout of 10 minutes. */
const BUDGET_MS = 4 * 60_000;
const LEASE_MS = 15 * 60_000;
const MOST_GAPS = 20;

export interface Log {
  info(line: string): void;
  error(line: string): void;
}

/** One tick of a lane: what is due, within the budget. Never throws for settings or for what Azure answers. */
export async function runLane(name: string, environment: Environment, invocation: string, log: Log): Promise<void> {
  const read = readSettings(environment);
  if ("problems" in read) {
    for (const problem of read.problems) log.error(problemText(problem));
    return;
  }
  const lane = read.settings.lanes.find((one) => one.name === name);
  if (!lane)
    return log.error(`lane ${name}: no workspace is set; set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings, or WORKSPACES`);
  const store = await openState(environment, read.settings);
  const ignore = fromAppSettings(
    environment,
    CONTENT.rules.map(({ slug }) => slug),
  );
  for (const problem of ignore.problems) log.error(problemText(problem));
  const ports = portsOf(lane, read.settings, store, [...CONTENT.entries, ...ignore.entries]);
  const outcome = await runTick({ ...tickOptions(read.settings), workspaces: lane.workspaces, holder: invocation }, ports);
  for (const { record } of outcome.outcomes) log.info(runLine(record, name, invocation));
  for (const line of outcome.failures) log.error(line);
  const heartbeat: Heartbeat = {
    version: 1,
    lane: name,
    at: Date.now(),
    jobs: outcome.outcomes.length,
    failed: outcome.outcomes.filter(({ record }) => record.state === "failed").length + outcome.failures.length,
    left: outcome.left.length,
    problems: ignore.problems.map(problemText),
  };
  await store.beat(heartbeat);
  log.info(heartbeatLine(heartbeat, invocation));
}

function tickOptions(settings: Settings) {
  const rules = withSettings(CONTENT.rules, settings);
  return {
    rules,
    clock: Date.now,
    deadline: Date.now() + BUDGET_MS,
    leaseFor: LEASE_MS,
    startFrom: settings.startFrom,
    mostGaps: MOST_GAPS,
    atOnce: AZURE_LIMITS.queriesAtOnce,
  };
}

function portsOf(lane: Lane, settings: Settings, store: CoverageStore, ignore: RunPorts["knowledge"]["ignore"]): RunPorts {
  const access = accessOf(lane, settings);
  const sentinel = sentinelResources(access, sleep);
  const ports: RunPorts = {
    queries: logsQueries(access),
    sentinel: settings.dryRun ? planning(sentinel) : sentinel,
    // A dry run must not count a window as covered: nothing of it was written.
    store: settings.dryRun ? memoryStore() : store,
    deliveries: DELIVERIES,
    knowledge: { source: WINDOWS, entities: ENTITY_TYPES, ignore },
    parser: settings.parser,
    clock: Date.now,
  };
  return withinLimits(ports, AZURE_LIMITS, { clock: Date.now, sleep });
}

function accessOf(lane: Lane, { cloud, emulator }: Settings): AzureAccess {
  if (!emulator) return { credential: azureCredential(CLOUDS[cloud], lane), cloud: CLOUDS[cloud] };
  return { credential: LOCAL_CREDENTIAL, cloud: CLOUDS[cloud], httpClient: loopbackTransport(emulator) };
}
