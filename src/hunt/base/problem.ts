export interface Problem {
  /** file:line:column, a setting's name, a rule and window. */
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem as one line for people. */
export function problemText({ where, message, remedy }: Problem): string {
  return `${where}: ${message}; ${remedy}`;
}
