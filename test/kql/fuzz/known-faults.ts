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
  open("bin", "T | project x = bin(i, i)", "of ints is a long"),
  open("make_dictionary", "T | summarize make_dictionary(o)", "names its column dictionary_o"),
  {
    pattern: /\b(?:take_)?any(?:if)?\(|\bbinary_all_/,
    example: "T | summarize binary_all_xor(5)",
    status: "open",
    reason: "an aggregate of a literal names its column Column1",
  },
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
    pattern: /\bwithsource=w\b.*\bwithsource=w\b/s,
    example: "T | union withsource=w U | union withsource=w U",
    status: "open",
    reason: "the binder keeps both columns",
  },
  {
    pattern: /\bparse-kv\b.*\bparse-kv\b/s,
    example:
      "T | parse-kv s as (x: long) with (quote='\"') | parse-kv s as (x: long) with (quote='\"')",
    status: "open",
    reason: "the binder keeps both columns",
  },
  {
    pattern: /\bunion kind=inner\b/,
    example: "T | union kind=inner (U | project l)",
    status: "accepted",
    reason: "the binder keeps the columns of all tables, the documentation those in common",
  },
  {
    pattern: /\bproject-reorder\b.*\*/,
    example: "T | getschema | project-rename c2 = ColumnOrdinal | project-reorder * asc",
    status: "open",
    reason: "names are sorted whatever their case",
  },
];

function open(name: string, example: string, reason: string): KnownFault {
  return {
    pattern: new RegExp(`\\b${name}\\(`),
    example,
    status: "open",
    reason: `${name}() ${reason}`,
  };
}

export function isKnownFault(text: string): boolean {
  return KNOWN_FAULTS.some(({ pattern }) => pattern.test(text));
}
