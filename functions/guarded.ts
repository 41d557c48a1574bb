import type { HttpHandler, HttpResponseInit, InvocationContext, TimerHandler } from "@azure/functions";
import { CallError } from "../src/hunt/ports.ts";
import { errorText } from "./log.ts";

/**
 * A timer's handler that never rejects and never throws: either would end the worker with all that it runs. The timer's
 * payload is not read: the ledger says what is due.
 */
export function guardedTimer(run: (context: InvocationContext) => Promise<void>): TimerHandler {
  return async (_timer, context) => {
    try {
      await run(context);
    } catch (error) {
      context.error(errorText(error));
    }
  };
}

/** The same over HTTP: what Azure answered is 503 with the line, a bug of ours is 500 and its stack is in the log only. */
export function guardedHttp(
  run: (request: Parameters<HttpHandler>[0], context: InvocationContext) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    try {
      return await run(request, context);
    } catch (error) {
      context.error(errorText(error));
      if (error instanceof CallError) return problemAnswer(503, [error.line]);
      return problemAnswer(500, ["this is a fault of the app; its log has the stack"]);
    }
  };
}

export function problemAnswer(status: number, problems: readonly string[]): HttpResponseInit {
  return { status, jsonBody: { problems } };
}
