import { KqlError, type Span } from "./errors.ts";

/**
 * What the local engine takes and holds. A workspace has limits of its own kind; these keep a
 * process alive.
 */
export const LIMITS = {
  /** Characters of a query's text. */
  query: 1_000_000,
  /**
   * Levels of a query's syntax, counted as Microsoft's parser does; its binder refuses deeper ones.
   */
  depth: 500,
  /** Characters of a regular expression. */
  regex: 100_000,
  /** Characters of a text that a function makes. */
  text: 10_000_000,
  /** Items of a list that a function makes. */
  items: 1_048_576,
  /** Rows of a table. */
  rows: 10_000_000,
  /** Tables that a query reads, with all that its names stand for. */
  tables: 10_000,
  /** Calls of the query's own and stored functions. */
  calls: 100_000,
} as const;

const WORDS: Readonly<Record<keyof typeof LIMITS, string>> = {
  query: "characters in a query",
  depth:
    "levels in a query; a chain of operators has one each, so use in or has_any for a long list",
  regex: "characters in a regular expression",
  text: "characters in a text",
  items: "items in a list",
  rows: "rows in a table",
  tables: "tables in a query, with all that its names stand for",
  calls: "calls of functions in a query",
};

/** @throws KqlError where there are more than the engine holds */
export function limit(what: keyof typeof LIMITS, count: number, at: Span): void {
  if (count <= LIMITS[what]) return;
  throw new KqlError(
    "runtime",
    `the local engine takes at most ${LIMITS[what].toLocaleString("en-US")} ${WORDS[what]}`,
    at,
  );
}
