import type { TimerRun } from "../src/app/guarded-timer.ts";
import { guardedTimer } from "../src/app/guarded-timer.ts";
import { guardedHttp, type HttpRun } from "../src/app/http/guarded.ts";

type Handlers = typeof import("./handlers.ts").HANDLERS;

/**
 * The handler of a request. It is loaded by the first call of any function: the host waits for an
 * app to register its functions, and most of the app is not needed for that.
 */
export function onRequest(choose: (handlers: Handlers) => HttpRun) {
  return guardedHttp(async (request, invocation) => {
    const { APP, HANDLERS } = await import("./handlers.ts");
    return choose(HANDLERS)(APP, request, invocation);
  });
}

/** The handler of a timer, loaded like that of a request. */
export function onTimer(choose: (handlers: Handlers) => TimerRun) {
  return guardedTimer(async (invocation) => {
    const { APP, HANDLERS } = await import("./handlers.ts");
    await choose(HANDLERS)(APP, invocation);
  });
}
