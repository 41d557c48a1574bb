import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { OutOfTime } from "../hunt/base/call-error.ts";
import type { AzureAccess } from "./access.ts";

/** The least time for a query, however little is left: with less it would end before it is sent. */
const SHORTEST_MS = 1_000;

/** A job that ends with this has not failed: it is left for the next tick. */
function outOfTime(): OutOfTime {
  return new OutOfTime("there is no time left in this tick", "it is repeated by the next run");
}

/**
 * Starts no call once the time is over: a job that takes too long stops cleanly, and its window
 * stays open.
 */
export function beginInTime(over: () => boolean): PipelinePolicy {
  return {
    name: "beginInTime",
    async sendRequest(request, next) {
      if (over()) throw outOfTime();
      return next(request);
    },
  };
}

/** How long a call may take at most, ms: what is left, if that is less, and never nothing. */
export function timeFor(most: number, timeLeft: () => number): number {
  return Math.max(Math.min(most, timeLeft()), SHORTEST_MS);
}

/**
 * Ends a call that takes longer than so many ms with all its repetitions, or that was stopped; one
 * that took all the time that was left has not failed. @throws OutOfTime in its place
 */
export function endInTime(
  most: number,
  { timeLeft = () => most, stopped }: Pick<AzureAccess, "timeLeft" | "stopped">,
): PipelinePolicy {
  return {
    name: "endInTime",
    async sendRequest(request, next) {
      const longest = timeFor(most, timeLeft);
      const late = AbortSignal.timeout(longest);
      const given = [request.abortSignal as AbortSignal | undefined, stopped];
      const signal = AbortSignal.any([late, ...given.flatMap((one) => one ?? [])]);
      request.abortSignal = signal;
      try {
        return await unlessEnded(next(request), signal);
      } catch (error) {
        if (late.aborted && signal.reason === late.reason && longest < most) throw outOfTime();
        throw error;
      }
    },
  };
}

/**
 * The SDK does not notice if a call is aborted while its answer arrives: it waits for the rest
 * forever.
 */
async function unlessEnded<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  let end: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
  });
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([call, ended]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Waits that end before a time (ms): a longer one is not begun. @throws OutOfTime in its place */
export function sleepBefore(
  stop: number,
  clock: () => number,
  sleep: (ms: number) => Promise<void>,
): (ms: number) => Promise<void> {
  return async (ms) => {
    if (clock() + ms >= stop) throw outOfTime();
    await sleep(ms);
  };
}
