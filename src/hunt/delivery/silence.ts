import { around } from "../base/around.ts";
import { NoAnswer } from "../base/call-error.ts";
import type { SentinelResources } from "./sentinel-resources.ts";

/**
 * Passes calls on until one of them gets no answer: later calls are not tried, since each would
 * wait as long.
 */
export function untilSilence(sentinel: SentinelResources): {
  readonly sentinel: SentinelResources;
  readonly isSilent: () => boolean;
} {
  let silent = false;
  const heard = around(sentinel, async ({ run }) => {
    if (silent)
      throw new NoAnswer("not tried, after a call that got no answer", "the next run tries again");
    try {
      return await run();
    } catch (error) {
      if (error instanceof NoAnswer) silent = true;
      throw error;
    }
  });
  return { isSilent: () => silent, sentinel: heard };
}
