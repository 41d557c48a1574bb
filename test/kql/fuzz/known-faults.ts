/** Queries that the engine is known to judge otherwise than Microsoft's binder. */
export interface KnownFault {
  /** What such a query holds. */
  readonly pattern: RegExp;
  /** A query that is judged wrong for it, as long as the fault is there. */
  readonly example: string;
  /** Open: the engine is wrong. Accepted: the binder is, or cannot know. */
  readonly status: "open" | "accepted";
  readonly reason: string;
}

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    pattern: /\bevaluate (?:bag_unpack|pivot)\(/,
    example: "T | project l, o | evaluate bag_unpack(o)",
    status: "accepted",
    reason: "the columns follow from the rows",
  },
  {
    pattern: /\bcolumn_?ifexists\(/,
    example: 'T | project x = column_ifexists("a", g)',
    status: "accepted",
    reason: "the binder gives the type of the default, Kusto that of the column",
  },
  {
    pattern: /\bparse-kv\b.*\bparse-kv\b/s,
    example:
      "T | parse-kv s as (x: long) with (quote='\"') | parse-kv s as (x: long) with (quote='\"')",
    status: "accepted",
    reason: "the binder keeps both columns, which no table can have; the value replaces the first",
  },
  {
    pattern: /\bscan\b/,
    example: "T | scan with (step one: true;)",
    status: "accepted",
    reason:
      "the binder has a column match_id, the documentation only where with_match_id asks for it",
  },
  {
    pattern: /\bunion kind=inner\b/,
    example: "T | union kind=inner (U | project l)",
    status: "accepted",
    reason: "the binder keeps the columns of all tables, the documentation those in common",
  },
];

export function isKnownFault(text: string): boolean {
  return KNOWN_FAULTS.some(({ pattern }) => pattern.test(text));
}
