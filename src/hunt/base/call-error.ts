/** A call to Azure that did not work: one line for people, with the remedy. */
export class CallError extends Error {
  readonly remedy: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(message: string, remedy: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "CallError";
    this.remedy = remedy;
    this.status = status;
  }

  /** As one line for people. */
  get line(): string {
    return `${this.message}; ${this.remedy}`;
  }
}

/** A call that nothing answered: in time, or at all. */
export class NoAnswer extends CallError {}

/**
 * A call that was not made, or not waited for to its end, because the time was over: it says
 * nothing of who was called.
 */
export class OutOfTime extends CallError {}

/** A write that Azure refuses for what is in it: it will not take it later either. */
export class Refused extends CallError {
  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/** A query that gave no complete answer because it asked for too much: a shorter window may. */
export class TooMuch extends CallError {
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

/** What a call gives, or the error that it ended with; anything else is thrown on. */
export async function orCallError<T>(call: () => Promise<T>): Promise<T | CallError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}
