/** The kind of a problem. Code decides and filters by it, never by the wording of a message. */
export type ProblemCode =
  /** The time budget was used up before the call was made or answered. */
  | "out-of-time"
  /** There was no response. */
  | "no-answer"
  /** The identity lacks a permission, or was granted it only recently. */
  | "no-right"
  /** Azure rejects a write because of its content, so that a retry cannot succeed. */
  | "refused"
  /** The result of a query is too large; a shorter window may succeed. */
  | "too-much"
  /** The workspace does not have a table, column or function that a query uses. */
  | "unknown-name";

export interface Problem {
  /** Undefined if nothing depends on the kind of problem. */
  readonly code?: ProblemCode;
  /** The place: file:line:column, the name of a setting, or a rule and window. */
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem in one line: the place, what is wrong, and the remedy. */
export function problemText({ where, message, remedy }: Problem): string {
  return `${where}: ${message}; ${remedy}`;
}
