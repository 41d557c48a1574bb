import { NoAnswer } from "../base/call-error.ts";
import type { SentinelResources } from "./sentinel-resources.ts";

/**
 * The same resources until a call is not answered: those after it are not tried, since each would
 * wait as long.
 */
export function untilSilence(sentinel: SentinelResources): {
  readonly sentinel: SentinelResources;
  readonly isSilent: () => boolean;
} {
  let silent = false;
  const heard = async <T>(call: () => Promise<T>): Promise<T> => {
    if (silent)
      throw new NoAnswer(
        "not tried, after a call that got no answer",
        "it is repeated by the next run",
      );
    try {
      return await call();
    } catch (error) {
      if (error instanceof NoAnswer) silent = true;
      throw error;
    }
  };
  return {
    isSilent: () => silent,
    sentinel: {
      reach: (workspace) => heard(() => sentinel.reach(workspace)),
      read: (workspace, ref) => heard(() => sentinel.read(workspace, ref)),
      create: (workspace, write) => heard(() => sentinel.create(workspace, write)),
    },
  };
}
