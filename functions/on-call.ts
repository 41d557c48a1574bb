import type { TimerRun } from "../src/app/guarded-timer.ts";
import { guardedTimer } from "../src/app/guarded-timer.ts";
import { guardedHttp, type HttpRun } from "../src/app/http/guarded.ts";

type Handlers = typeof import("./handlers.ts").HANDLERS;

/**
 * The handler of an HTTP request. The first call of any function loads it: the host waits while an
 * app registers its functions, and registering them needs little of the app.
 */
export function onRequest(choose: (handlers: Handlers) => HttpRun) {
  return guardedHttp(async (request, invocation) => {
    const { APP, HANDLERS } = await import("./handlers.ts");
    return choose(HANDLERS)(APP, request, invocation);
  });
}

/** The handler of a timer, loaded in the same way. */
export function onTimer(choose: (handlers: Handlers) => TimerRun) {
  return guardedTimer(async (invocation) => {
    const { APP, HANDLERS } = await import("./handlers.ts");
    await choose(HANDLERS)(APP, invocation);
  });
}
