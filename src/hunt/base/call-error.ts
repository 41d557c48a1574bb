/** A failed call to Azure, with a message of one line and a remedy for the user. */
export class CallError extends Error {
  readonly remedy: string;
  /** The HTTP status; undefined if there was no response. */
  readonly status: number | undefined;

  constructor(message: string, remedy: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "CallError";
    this.remedy = remedy;
    this.status = status;
  }

  /** The message and the remedy in one line. */
  get line(): string {
    return `${this.message}; ${this.remedy}`;
  }
}

/** A call that got no response, or none in time. */
export class NoAnswer extends CallError {}

/**
 * A call that was not made or was abandoned because our time budget was used up. It says nothing
 * about the health of the service.
 */
export class OutOfTime extends CallError {}

/** A write that Azure rejects because of its content, so that a retry cannot succeed. */
export class Refused extends CallError {
  constructor({ message, remedy, status, cause }: CallError) {
    super(message, remedy, status, cause);
  }
}

/** A query whose result was incomplete because it is too large; a shorter window may succeed. */
export class TooMuch extends CallError {
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

/** The result of a call, or its CallError; any other error is thrown. */
export async function orCallError<T>(call: () => Promise<T>): Promise<T | CallError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}
