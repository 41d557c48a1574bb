import { NOTHING_THERE, planning } from "../hunt/delivery/planning.ts";
import type { RunPorts } from "../hunt/runs/job.ts";
import { memoryStore } from "../stores/memory.ts";
import { BY_API, commonPorts, type RunOptions } from "./run-ports.ts";

export { firstQueryRemedy } from "../azure/remedies.ts";

/** What a first look hunts with: it reads events, but nothing of Sentinel, and keeps no ledger. */
export function lookPorts(options: RunOptions): RunPorts {
  return {
    // It counts what the findings would become, however their incidents are made.
    ...commonPorts({ ...options, delivering: BY_API }),
    queries: options.clients.queries,
    sentinel: planning(NOTHING_THERE),
    store: memoryStore(),
  };
}
