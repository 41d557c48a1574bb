/** Duplicate keys are found by our own code: the parser's search is quadratic. */
export const PARSER_OPTIONS = {
  prettyErrors: false,
  uniqueKeys: false,
  logLevel: "error",
} as const;

/**
 * The library creates an Error for every mistake. Without stack traces, a file full of mistakes
 * takes a tenth of the time.
 */
export function withoutStacks<T>(parse: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = before;
  }
}
