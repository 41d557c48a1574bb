import type { App } from "./application.ts";
import { errorText, type Invocation } from "./log.ts";

/** What a timer runs. */
export type TimerRun = (app: App, invocation: Invocation) => Promise<unknown>;

/**
 * A timer's handler that never rejects and never throws: either would end the worker process with
 * everything that it runs. The timer's payload is not read: the ledger says what is due.
 */
export function guardedTimer(
  run: (invocation: Invocation) => Promise<unknown>,
): (timer: unknown, invocation: Invocation) => Promise<void> {
  return async (_timer, invocation) => {
    try {
      await run(invocation);
    } catch (error) {
      invocation.error(errorText(error));
    }
  };
}
