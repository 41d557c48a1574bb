import { CallError } from "../../hunt/base/call-error.ts";
import type { App } from "../application.ts";
import { errorText, type Invocation } from "../log.ts";

/** The parts of a request that are read. */
export interface Request {
  readonly method: string;
  /** The parameters of the route. */
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

/** What an HTTP function runs. */
export type HttpRun = (app: App, request: Request, invocation: Invocation) => Promise<Answer>;

/** Thrown if the settings are wrong; the answer lists what is wrong with them. */
export class WrongSettings extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * A handler that always answers. An error from Azure becomes a 503 with its line; a bug of ours
 * becomes a 500, whose stack trace is only in the log.
 */
export function guardedHttp(
  run: (request: Request, invocation: Invocation) => Promise<Answer>,
): (request: Request, invocation: Invocation) => Promise<Answer> {
  return async (request, invocation) => {
    try {
      return await run(request, invocation);
    } catch (error) {
      if (error instanceof WrongSettings) return problemAnswer(503, error.problems);
      invocation.error(errorText(error));
      if (error instanceof CallError) return problemAnswer(503, [error.line]);
      return problemAnswer(500, [
        "this is a bug in the app; report it with the stack trace from its log",
      ]);
    }
  };
}

export function problemAnswer(status: number, problems: readonly string[]): Answer {
  return { status, jsonBody: { problems } };
}
