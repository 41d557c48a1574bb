import { KqlError, type Span } from "./errors.ts";

/**
 * Limits of the local engine. They keep the process from running out of memory or time; the limits
 * of a real workspace differ.
 */
export const LIMITS = {
  /** Characters of the query text. */
  query: 1_000_000,
  /** Levels of the syntax tree, as Microsoft's parser counts them; its binder rejects more. */
  depth: 500,
  /** Characters of a regular expression. */
  regex: 100_000,
  /** Characters of a string that a function returns. */
  text: 10_000_000,
  /** Items of an array that a function returns. */
  items: 1_048_576,
  /** Rows of a table. */
  rows: 10_000_000,
  /** Columns of a table that its rows decide, as those of `bag_unpack` and `pivot`. */
  columns: 10_000,
  /** Tables that a query reads, counting those behind each use of a `let` name. */
  tables: 10_000,
  /** Calls of functions defined by the query or stored in the database. */
  calls: 100_000,
} as const;

const WORDS: Readonly<Record<keyof typeof LIMITS, string>> = {
  query: "characters in a query",
  depth: "levels in a query; each operator of a chain is one, so use in or has_any for a long list",
  regex: "characters in a regular expression",
  text: "characters in a string",
  items: "items in an array",
  rows: "rows in a table",
  columns: "columns in a table",
  tables: "tables in a query, counting those behind each use of a let name",
  calls: "function calls in a query",
};

/** What a query may make is more than a limit allows. */
export class LimitError extends KqlError {
  readonly limit: keyof typeof LIMITS;

  constructor(what: keyof typeof LIMITS, most: number, at: Span) {
    super(
      "runtime",
      `the local engine takes at most ${most.toLocaleString("en-US")} ${WORDS[what]}`,
      at,
    );
    this.limit = what;
  }
}

/** The limit of rows of the query that is running: it runs to its end before another one begins. */
let mostRows: number = LIMITS.rows;

/**
 * Runs a query with a lower limit of rows.
 * @throws LimitError if the query makes more
 */
export function withRowsAtMost<T>(most: number, run: () => T): T {
  const before = mostRows;
  mostRows = Math.min(most, before);
  try {
    return run();
  } finally {
    mostRows = before;
  }
}

/** @throws LimitError if `count` exceeds the limit */
export function limit(what: keyof typeof LIMITS, count: number, at: Span): void {
  const most = what === "rows" ? mostRows : LIMITS[what];
  if (count > most) throw new LimitError(what, most, at);
}
