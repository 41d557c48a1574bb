/** What kind a problem is, for what is decided or filtered by it: never by its wording. */
export type ProblemCode =
  /** The time was over before the call could be made, or ended: it says nothing of who was called. */
  | "out-of-time"
  /** Nothing answered. */
  | "no-answer"
  /** The identity lacks a right, or has had it for too short a time. */
  | "no-right"
  /** Azure refuses a write for what is in it, now and later. */
  | "refused"
  /** A query asked for more than is answered at once: a shorter window may be. */
  | "too-much"
  /** The workspace lacks a table, column or function that a query names. */
  | "unknown-name";

export interface Problem {
  /** Undefined where nothing depends on what it is. */
  readonly code?: ProblemCode;
  /** file:line:column, a setting's name, a rule and window. */
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem as one line for people. */
export function problemText({ where, message, remedy }: Problem): string {
  return `${where}: ${message}; ${remedy}`;
}
