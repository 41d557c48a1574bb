import { setTimeout as sleep } from "node:timers/promises";
import { accessOf } from "../src/azure/access.ts";
import { outOfTime, untilDeadline } from "../src/azure/deadline.ts";
import { AZURE_LIMITS, withinLimits } from "../src/azure/lane-limits.ts";
import { logsQueries } from "../src/azure/logs.ts";
import { sentinelResources } from "../src/azure/sentinel.ts";
import { traced } from "../src/azure/traced.ts";
import { DELIVERIES } from "../src/hunt/delivery/kinds/index.ts";
import { planning } from "../src/hunt/delivery/planning.ts";
import { ENTITY_TYPES } from "../src/hunt/findings/entities/index.ts";
import type { IgnoreEntry } from "../src/hunt/ignore/ignore.ts";
import type { CoverageStore } from "../src/hunt/ledger/store.ts";
import type { RunPorts } from "../src/hunt/runs/run.ts";
import type { TickPorts } from "../src/hunt/runs/tick.ts";
import type { Lane } from "../src/settings/lanes.ts";
import type { Settings } from "../src/settings/settings.ts";
import { dryStore } from "../src/stores/dry.ts";
import { sourceFor } from "../src/techniques/source.ts";
import type { Log } from "./log.ts";

export interface PortOptions {
  readonly lane: Lane;
  readonly settings: Settings;
  readonly store: CoverageStore;
  readonly ignore: readonly IgnoreEntry[];
  readonly log: Log;
  /** After this no call to Azure is begun, ms. */
  readonly stop: number;
}

/**
 * The real clients with a lane's identity, held to its limits and to the tick's time; with DRY_RUN
 * all of it is dry.
 */
export function lanePorts({ lane, settings, store, ignore, log, stop }: PortOptions): TickPorts {
  const access = { ...accessOf(lane, settings), timeLeft: () => stop - Date.now() };
  const over = () => Date.now() >= stop;
  const clients = {
    queries: logsQueries(access),
    sentinel: sentinelResources(access, sleepBefore(stop)),
  };
  const limited = withinLimits(
    traced(untilDeadline(clients, over), Date.now, log.debug),
    AZURE_LIMITS,
    { clock: Date.now, sleep },
  );
  const knowledge = { sourceFor, entities: ENTITY_TYPES, ignore, now: Date.now };
  const live: RunPorts = {
    ...limited,
    store,
    deliveries: DELIVERIES,
    knowledge,
    parser: settings.parser,
    clock: Date.now,
  };
  const dry = (): RunPorts => ({
    ...live,
    sentinel: planning(live.sentinel),
    store: dryStore(store),
  });
  return settings.dryRun ? { ...dry(), dry } : { ...live, dry };
}

/** Waits that end before a time (ms): a longer one is not begun. @throws OutOfTime in its place */
export function sleepBefore(stop: number): (ms: number) => Promise<void> {
  return async (ms) => {
    if (Date.now() + ms >= stop) throw outOfTime();
    await sleep(ms);
  };
}
