import { CallError } from "../base/call-error.ts";
import type { RunPorts } from "./job.ts";

/**
 * The same ports, which change nothing any more once the job's lease is lost: somebody else is at
 * it by then.
 */
export function fence(ports: RunPorts, lost: () => boolean): RunPorts {
  const held = async <T>(change: () => Promise<T>): Promise<T> => {
    if (lost())
      throw new CallError(
        "the lease was lost while the job ran",
        "whoever holds it does the job; this one ends here",
      );
    return change();
  };
  return {
    ...ports,
    sentinel: {
      ...ports.sentinel,
      create: (workspace, write) => held(() => ports.sentinel.create(workspace, write)),
    },
    store: {
      ...ports.store,
      cover: (key, window, settled) => held(() => ports.store.cover(key, window, settled)),
      putSlots: (key, slots) => held(() => ports.store.putSlots(key, slots)),
    },
  };
}
