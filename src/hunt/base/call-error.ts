import type { Problem, ProblemCode } from "./problem.ts";

/** A failed call to Azure, with a message of one line and a remedy for the user. */
export class CallError extends Error {
  readonly remedy: string;
  /** The HTTP status; undefined if there was no response. */
  readonly status: number | undefined;
  /** The kind of error; undefined if nothing depends on it. */
  readonly code: ProblemCode | undefined;

  constructor(
    message: string,
    remedy: string,
    status?: number,
    cause?: unknown,
    code?: ProblemCode,
  ) {
    super(message, { cause });
    this.name = "CallError";
    this.remedy = remedy;
    this.status = status;
    this.code = code;
  }

  /** The message and the remedy in one line. */
  get line(): string {
    return `${this.message}; ${this.remedy}`;
  }
}

/** A call that got no response, or none in time. */
export class NoAnswer extends CallError {
  override readonly code: ProblemCode = "no-answer";
}

/**
 * A call that was not made or was abandoned because our time budget was used up. It says nothing
 * about the health of the service.
 */
export class OutOfTime extends CallError {
  override readonly code: ProblemCode = "out-of-time";
}

/** A write that Azure rejects because of its content, so that a retry cannot succeed. */
export class Refused extends CallError {
  override readonly code: ProblemCode = "refused";

  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/** A query with a table, column or function that the workspace does not have. */
export class UnknownName extends CallError {
  override readonly code: ProblemCode = "unknown-name";

  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/** A query whose result was incomplete because it is too large; a shorter window may succeed. */
export class TooMuch extends CallError {
  override readonly code: ProblemCode = "too-much";

  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/**
 * A result larger than what is kept in memory. Unlike other limits, a short enough window always
 * helps, so it may be shorter than the usual minimum.
 */
export class TooLarge extends TooMuch {}

export const TOO_LARGE =
  "the window is queried again in shorter pieces; a narrower rule returns less";

/** The code of an error or a result as part of a problem; nothing if it has none. */
export function codeField({ code }: Partial<Pick<CallError, "code">>): Pick<Problem, "code"> {
  return code ? { code } : {};
}

/** The result of a call, or its CallError; any other error is thrown. */
export async function orCallError<T>(call: () => Promise<T>): Promise<T | CallError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}
