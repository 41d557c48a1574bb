import type { Problem, ProblemCode } from "./problem.ts";

/** A call to Azure that did not work: one line for people, with the remedy. */
export class CallError extends Error {
  readonly remedy: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** undefined where nothing depends on why it did not work. */
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

  /** As one line for people. */
  get line(): string {
    return `${this.message}; ${this.remedy}`;
  }
}

/** A call that nothing answered: in time, or at all. */
export class NoAnswer extends CallError {
  override readonly code: ProblemCode = "no-answer";
}

/**
 * A call that was not made, or not waited for to its end, because the time was over: it says
 * nothing of who was called.
 */
export class OutOfTime extends CallError {
  override readonly code: ProblemCode = "out-of-time";
}

/** A write that Azure refuses for what is in it: it will not take it later either. */
export class Refused extends CallError {
  override readonly code: ProblemCode = "refused";

  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/** A query that names a table, column or function that the workspace lacks. */
export class UnknownName extends CallError {
  override readonly code: ProblemCode = "unknown-name";

  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/** A query that gave no complete answer because it asked for too much: a shorter window may. */
export class TooMuch extends CallError {
  override readonly code: ProblemCode = "too-much";

  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/**
 * An answer that is larger than what is held at once: a shorter window is not, however short it has
 * to be.
 */
export class TooLarge extends TooMuch {}

export const TOO_LARGE = "the window is asked again, in shorter ones; a narrower rule gives less";

/** What is decided by in a problem that an error became; nothing where it has no code. */
export function codeOf({ code }: CallError): Pick<Problem, "code"> {
  return code ? { code } : {};
}

/** What a call gives, or the error that it ended with; anything else is thrown on. */
export async function orCallError<T>(call: () => Promise<T>): Promise<T | CallError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}
