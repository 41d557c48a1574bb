import { around } from "../base/around.ts";
import { CallError } from "../base/call-error.ts";
import type { RunPorts } from "./job.ts";

/** What somebody else must not find changed behind their back. */
const CHANGES: readonly string[] = ["create", "cover", "putSlots"];

/**
 * The same ports, which change nothing any more once the job's lease is lost: somebody else is at
 * it by then.
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
