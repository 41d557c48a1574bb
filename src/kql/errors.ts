/** The kind of error. `unsupported` means valid KQL that this engine does not execute. */
export type KqlProblem = "syntax" | "semantic" | "unsupported" | "runtime";

/** A query that cannot be answered. `start` and `length` count characters of the query text. */
export class KqlError extends Error {
  readonly problem: KqlProblem;
  readonly start: number;
  readonly length: number;
  /** Kusto's error code (KS142, ...) if the parser or binder gave one. */
  readonly code: string | undefined;
  /** For an unknown name: the names that are valid at this position. */
  readonly known: readonly string[] | undefined;

  constructor(
    problem: KqlProblem,
    message: string,
    at: Span,
    code?: string,
    known?: readonly string[],
  ) {
    super(message);
    this.name = "KqlError";
    this.problem = problem;
    this.start = at.start;
    this.length = at.end - at.start;
    this.code = code;
    this.known = known;
  }
}

/** A half-open range of character offsets into the query text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function unsupported(what: string, at: Span): KqlError {
  return new KqlError("unsupported", `${what} is not supported by the local engine`, at);
}

/** 1-based line and column of a character offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/**
 * Runs a function that walks a query's tree. If the query is nested so deeply that the walk
 * overflows the stack, it is rejected like any other query that cannot be executed.
 * @throws KqlError (`unsupported`) spanning the whole text
 */
export function withinStack<T>(text: string, walk: () => T): T {
  try {
    return walk();
  } catch (error) {
    if (!(error instanceof RangeError && /call stack/i.test(error.message))) throw error;
    throw new KqlError("unsupported", "the query is nested too deeply for the local engine", {
      start: 0,
      end: text.length,
    });
  }
}
