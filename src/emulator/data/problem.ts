/**
 * A place in the data that could not be used, or that was used in a way worth a word; the rest of
 * the data is.
 */
export interface DataProblem {
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** What is wrong with a file as a whole; `where` is added by who knows the path. */
export interface FileFault {
  readonly message: string;
  readonly remedy: string;
}

/** Text out of a file, short enough for a message. */
export function quoteExcerpt(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 59)}…"` : `"${text}"`;
}

/** `a, b and 3 more`. */
export function listNames(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
