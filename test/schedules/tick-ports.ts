import type { HttpClient } from "@azure/core-rest-pipeline";
import { openClients } from "../../src/app/clients.ts";
import { huntKnowledge } from "../../src/app/entries.ts";
import { dryPorts, runPorts } from "../../src/app/run-ports.ts";
import { accessThrough } from "../../src/azure/access.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import type { CoverageStore } from "../../src/hunt/ledger/store.ts";
import type { RunPorts } from "../../src/hunt/runs/job.ts";
import type { TickPorts } from "../../src/hunt/runs/tick.ts";
import { CELL_ENTRIES } from "./cell-shapes.ts";
import type { Instance } from "./instance.ts";
import { MINUTE } from "./schedule.ts";
import { HIDING } from "./start-rows.ts";
import { type TransportOptions, transportOf } from "./transport.ts";

/** A way to break the product from outside. */
export interface Sabotage {
  readonly transport?: (client: HttpClient) => HttpClient;
  readonly ports?: (ports: RunPorts) => RunPorts;
  readonly rule?: (rule: Rule) => Rule;
}

/** As in the function app. */
const STOP = 8 * MINUTE;

/** What the function app gives a tick (src/app), with the clock of a process. */
export function tickPorts(
  instance: Instance,
  {
    store,
    held,
    ...transport
  }: TransportOptions & { readonly store: CoverageStore; readonly held: number | undefined },
  sabotage: Sabotage,
): TickPorts {
  const { clock } = instance;
  const client = transportOf(instance, transport);
  const clients = openClients(accessThrough(sabotage.transport?.(client) ?? client), {
    stop: clock() + STOP,
    clock,
    sleep: (ms) => instance.sleep(ms),
  });
  const knowledge = huntKnowledge([HIDING, ...CELL_ENTRIES], clock);
  const options = {
    clients,
    store,
    knowledge,
    clock,
    parser: "_Im_ProcessCreate",
    cloud: "AzurePublic" as const,
    writes: true,
  };
  const whole = { ...runPorts(options), ...(held === undefined ? {} : { mostRows: held }) };
  const ports: RunPorts = sabotage.ports?.(whole) ?? whole;
  return { ...ports, dry: () => dryPorts(ports) };
}
