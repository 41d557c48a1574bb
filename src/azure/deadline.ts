import type { TokenCredential } from "@azure/core-auth";
import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { OutOfTime } from "../hunt/base/call-error.ts";
import type { AzureAccess } from "./access.ts";

/** The least time that a query gets: with less, it would end before it is sent. */
const SHORTEST_MS = 1_000;

/** How much time is left, and what ends calls that are under way. */
type TimeLimits = Pick<AzureAccess, "timeLeft" | "stopped">;

/** A job that ends with this error has not failed: it is left for the next tick. */
function outOfTime(): OutOfTime {
  return new OutOfTime("there is no time left in this tick", "the next run tries again");
}

/**
 * Begins no call once the time is over: a job that takes too long stops cleanly, and its window
 * stays uncovered.
 */
export function beginInTime(limits: TimeLimits): PipelinePolicy {
  return {
    name: "beginInTime",
    async sendRequest(request, next) {
      requireTime(limits);
      return next(request);
    },
  };
}

function requireTime({ timeLeft }: TimeLimits): void {
  if (timeLeft && timeLeft() <= 0) throw outOfTime();
}

/** How long a call may take, ms: `most`, or what is left if that is less, but never nothing. */
export function timeFor(most: number, timeLeft: () => number): number {
  return Math.max(Math.min(most, timeLeft()), SHORTEST_MS);
}

/**
 * Ends a call that takes longer than so many ms with all its repetitions, or that was stopped. A
 * call that took all the time that was left has not failed.
 * @throws OutOfTime for such a call
 */
export function endInTime(most: number, limits: TimeLimits): PipelinePolicy {
  return {
    name: "endInTime",
    sendRequest: (request, next) =>
      withinTime(most, limits, request.abortSignal as AbortSignal | undefined, (signal) => {
        request.abortSignal = signal;
        return next(request);
      }),
  };
}

/** A token takes seconds: the Azure CLI starts a process for it. */
const TOKEN_DEADLINE_MS = 60_000;

/**
 * The same credential within the time that is left, like a call: the SDK requests a token before it
 * reaches a client's policies.
 */
export function tokensInTime(credential: TokenCredential, limits: TimeLimits): TokenCredential {
  return {
    async getToken(scopes, options) {
      requireTime(limits);
      const given = options?.abortSignal as AbortSignal | undefined;
      return withinTime(TOKEN_DEADLINE_MS, limits, given, (abortSignal) =>
        credential.getToken(scopes, { ...options, abortSignal }),
      );
    },
  };
}

async function withinTime<T>(
  most: number,
  { timeLeft = () => most, stopped }: TimeLimits,
  given: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const longest = timeFor(most, timeLeft);
  const late = AbortSignal.timeout(longest);
  const signal = AbortSignal.any([late, ...[given, stopped].flatMap((one) => one ?? [])]);
  try {
    return await unlessEnded(call(signal), signal);
  } catch (error) {
    if (late.aborted && signal.reason === late.reason && longest < most) throw outOfTime();
    throw error;
  }
}

/**
 * The SDK does not notice that a call is aborted while its answer arrives: it waits for the rest
 * forever.
 */
async function unlessEnded<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  let end: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
    if (signal.aborted) end();
  });
  signal.addEventListener("abort", end);
  try {
    return await Promise.race([call, ended]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Waits that end before a time (ms); a longer one is not begun. @throws OutOfTime instead */
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
