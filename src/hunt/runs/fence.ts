import { around } from "../base/around.ts";
import { CallError } from "../base/call-error.ts";
import type { SentinelResources } from "../delivery/sentinel-resources.ts";
import type { CoverageStore } from "../ledger/store.ts";
import type { RunPorts } from "./job.ts";

/**
 * Calls that change what belongs to the new holder once a lease is lost. The window length that was
 * learned and the record of what ran are still true then.
 */
const CHANGES: readonly string[] = ["create", "cover", "putSlots"] satisfies readonly (
  | keyof SentinelResources
  | keyof CoverageStore
)[];

/**
 * Wraps the ports so that they refuse every change once the job's lease is lost: another instance
 * may be running the job by then.
 */
export function fence(ports: RunPorts, lost: () => boolean): RunPorts {
  const refuseWhenLost = async ({ name, run }: { name: string; run: () => Promise<unknown> }) => {
    if (CHANGES.includes(name) && lost())
      throw new CallError(
        "the lease was lost while the job ran",
        "whoever holds it does the job; this one ends here",
      );
    return run();
  };
  return {
    ...ports,
    sentinel: around(ports.sentinel, refuseWhenLost),
    store: around(ports.store, refuseWhenLost),
  };
}
