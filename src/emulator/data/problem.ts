/** Data that could not be used, or was used in an unexpected way. The rest is not affected. */
export interface DataProblem {
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** A problem with a file as a whole; the caller, which knows the path, adds `where`. */
export interface FileFault {
  readonly message: string;
  readonly remedy: string;
}

/** Text from a file, quoted and shortened for a message. */
export function quoteExcerpt(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 59)}…"` : `"${text}"`;
}

/** `a, b and 3 more`. */
export function listNames(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
