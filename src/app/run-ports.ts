import { CLOUDS } from "../azure/clouds.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { type DeliverySettings, deliveriesFor } from "../hunt/delivery/deliveries-for.ts";
import { pacedRows } from "../hunt/delivery/findings-table/paced-rows.ts";
import { planning } from "../hunt/delivery/planning.ts";
import type { Knowledge } from "../hunt/findings/hunt.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import type { RunPorts } from "../hunt/runs/job.ts";
import type { TickPorts } from "../hunt/runs/tick.ts";
import type { Settings } from "../settings/settings.ts";
import { dryStore } from "../stores/dry.ts";
import type { Clients } from "./clients.ts";
import { tracePorts } from "./trace.ts";

export const BY_API: DeliverySettings = { incidentsBy: "api", findingsTable: "incidents" };

export interface RunOptions {
  readonly clients: Pick<Clients, "queries" | "sentinel">;
  readonly knowledge: Knowledge;
  /** The name of the ASIM parser in the workspaces. */
  readonly parser: string;
  /** The cloud that the workspaces are in. */
  readonly cloud: Settings["cloud"];
  /** Default: incidents by the API, and no rows. */
  readonly delivering?: DeliverySettings;
  /** The time where the events come from, ms; default: this machine's. */
  readonly clock?: () => number;
}

export interface WritingOptions extends RunOptions {
  readonly store: CoverageStore;
  /** If false, writes are only planned, and the ledger stays as it is. */
  readonly writes: boolean;
  /** Gets a line for each call to Azure that has ended. */
  readonly trace?: (line: string) => void;
}

/** What runs hunt with, and what makes the same for one dry run. */
export function runPorts({ store, writes, trace, ...options }: WritingOptions): TickPorts {
  const { queries, sentinel } = options.clients;
  const clients = trace
    ? tracePorts({ queries, sentinel }, Date.now, trace)
    : { queries, sentinel };
  const common = commonPorts(options);
  const paced = pacedRows(clients.sentinel, store, common.clock);
  const live: RunPorts = { ...common, ...clients, sentinel: paced, store };
  const dry = () => dryPorts(live);
  return writes ? { ...live, dry } : { ...dry(), dry };
}

/** The same ports for one dry run: writes are only planned, and the ledger stays as it is. */
export function dryPorts(live: RunPorts): RunPorts {
  return { ...live, sentinel: planning(live.sentinel), store: dryStore(live.store) };
}

/** The ports that are the same whether or not anything is written. */
export function commonPorts({
  knowledge,
  parser,
  cloud,
  delivering = BY_API,
  clock = Date.now,
}: RunOptions) {
  const deliveries = (workspace: Workspace) => deliveriesFor(workspace, delivering);
  return { deliveries, knowledge, parser, portal: CLOUDS[cloud].portal, clock };
}
