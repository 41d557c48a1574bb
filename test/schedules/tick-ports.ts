import type { HttpClient } from "@azure/core-rest-pipeline";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { outOfTime, untilDeadline } from "../../src/azure/deadline.ts";
import { AZURE_LIMITS, withinLimits } from "../../src/azure/lane-limits.ts";
import { logsQueries } from "../../src/azure/logs.ts";
import { LOCAL_CREDENTIAL } from "../../src/azure/loopback.ts";
import { sentinelResources } from "../../src/azure/sentinel.ts";
import { DELIVERIES } from "../../src/hunt/delivery/kinds/index.ts";
import { planning } from "../../src/hunt/delivery/planning.ts";
import { ENTITY_TYPES } from "../../src/hunt/findings/entities/index.ts";
import type { CoverageStore } from "../../src/hunt/ledger/store.ts";
import type { RunPorts } from "../../src/hunt/runs/run.ts";
import type { TickPorts } from "../../src/hunt/runs/tick.ts";
import { dryStore } from "../../src/stores/dry.ts";
import { sourceFor } from "../../src/techniques/source.ts";
import type { Instance } from "./instance.ts";
import { MINUTE } from "./schedule.ts";
import { HIDING } from "./start-rows.ts";
import { type TransportOptions, transportOf } from "./transport.ts";

/** A way to break the product from outside. */
export interface Sabotage {
  readonly transport?: (client: HttpClient) => HttpClient;
  readonly ports?: (ports: RunPorts) => RunPorts;
}

/** As the function app has it. */
const STOP = 8 * MINUTE;

/** What the function app gives a tick (functions/lane-ports.ts), in the time of a process. */
export function tickPorts(
  instance: Instance,
  {
    store,
    held,
    ...transport
  }: TransportOptions & { readonly store: CoverageStore; readonly held: number | undefined },
  sabotage: Sabotage,
): TickPorts {
  const stop = instance.clock() + STOP;
  const client = transportOf(instance, transport);
  const access = {
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: sabotage.transport?.(client) ?? client,
    timeLeft: () => stop - instance.clock(),
  };
  const sleep = async (ms: number) => {
    if (instance.clock() + ms >= stop) throw outOfTime();
    await instance.sleep(ms);
  };
  const clients = { queries: logsQueries(access), sentinel: sentinelResources(access, sleep) };
  const limited = withinLimits(
    untilDeadline(clients, () => instance.clock() >= stop),
    AZURE_LIMITS,
    instance,
  );
  const knowledge = {
    sourceFor,
    entities: ENTITY_TYPES,
    ignore: [HIDING],
    now: instance.clock,
  };
  const own = {
    store,
    deliveries: DELIVERIES,
    knowledge,
    parser: "_Im_ProcessCreate",
    clock: instance.clock,
  };
  const whole: RunPorts = { ...limited, ...own, ...(held === undefined ? {} : { mostRows: held }) };
  const ports = sabotage.ports?.(whole) ?? whole;
  return {
    ...ports,
    dry: () => ({ ...ports, sentinel: planning(ports.sentinel), store: dryStore(store) }),
  };
}
