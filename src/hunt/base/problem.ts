export interface Problem {
  /** The place: file:line:column, the name of a setting, or a rule and window. */
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem in one line: the place, what is wrong, and the remedy. */
export function problemText({ where, message, remedy }: Problem): string {
  return `${where}: ${message}; ${remedy}`;
}
