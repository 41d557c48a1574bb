import { CallError } from "../../hunt/base/call-error.ts";
import { problemText } from "../../hunt/base/problem.ts";
import { readSettings, type Settings } from "../../settings/settings.ts";
import type { App } from "../application.ts";
import { errorText, type Invocation } from "../log.ts";

/** What is read of a request. */
export interface Request {
  readonly method: string;
  /** Those of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly jsonBody: object;
}

/**
 * The settings of a request that cannot be answered without them: what is wrong with them is its
 * answer.
 */
export function settingsNow({ environment }: App): Settings {
  const read = readSettings(environment);
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
 * A handler that answers whatever happens: what Azure answered is 503 with the line, a bug of ours
 * is 500 and its stack is in the log only.
 */
export function guardedHttp(
  app: App,
  run: (app: App, request: Request, invocation: Invocation) => Promise<Answer>,
): (request: Request, invocation: Invocation) => Promise<Answer> {
  return async (request, invocation) => {
    try {
      return await run(app, request, invocation);
    } catch (error) {
      if (error instanceof WrongSettings) return problemAnswer(503, error.problems);
      invocation.error(errorText(error));
      if (error instanceof CallError) return problemAnswer(503, [error.line]);
      return problemAnswer(500, ["this is a fault of the app; its log has the stack"]);
    }
  };
}

export function problemAnswer(status: number, problems: readonly string[]): Answer {
  return { status, jsonBody: { problems } };
}
