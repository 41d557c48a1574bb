import type {
  HttpHandler,
  HttpResponseInit,
  InvocationContext,
  TimerHandler,
} from "@azure/functions";
import { CallError } from "../src/hunt/base/call-error.ts";
import { problemText } from "../src/hunt/base/problem.ts";
import { readSettings, type Settings } from "../src/settings/settings.ts";
import { errorText } from "./log.ts";

/**
 * A timer's handler that never rejects and never throws: either would end the worker with all that
 * it runs. The timer's payload is not read: the ledger says what is due.
 */
export function guardedTimer(run: (context: InvocationContext) => Promise<unknown>): TimerHandler {
  return async (_timer, context) => {
    try {
      await run(context);
    } catch (error) {
      context.error(errorText(error));
    }
  };
}

/**
 * The settings of a request that cannot be answered without them: what is wrong with them is its
 * answer.
 */
export function settingsNow(): Settings {
  const read = readSettings(process.env);
  if ("problems" in read) throw new WrongSettings(read.problems.map(problemText));
  return read.settings;
}

class WrongSettings extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * The same over HTTP: what Azure answered is 503 with the line, a bug of ours is 500 and its stack
 * is in the log only.
 */
export function guardedHttp(
  run: (
    request: Parameters<HttpHandler>[0],
    context: InvocationContext,
  ) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    try {
      return await run(request, context);
    } catch (error) {
      if (error instanceof WrongSettings) return problemAnswer(503, error.problems);
      context.error(errorText(error));
      if (error instanceof CallError) return problemAnswer(503, [error.line]);
      return problemAnswer(500, ["this is a fault of the app; its log has the stack"]);
    }
  };
}

export function problemAnswer(status: number, problems: readonly string[]): HttpResponseInit {
  return { status, jsonBody: { problems } };
}
