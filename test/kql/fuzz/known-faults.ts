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
  open("strcmp", "T | project x = strcmp(s, s2)", "is a long"),
  open("round", "T | project x = round(l, 1)", "keeps the type of an integer"),
  open("abs", "T | project x = abs(i)", "is a long for an int"),
  open("sign", "T | project x = sign(i)", "is a real"),
  open("bin", "T | project x = bin(i, i)", "of ints is a long"),
  open("floor", "T | project x = floor(i, 2)", "of an int by a long is a long"),
  open("case", "T | project x = case(b, l, b, s, i)", "of several types is dynamic"),
  open("iff", "T | project x = iff(b, i, s)", "of two types is dynamic"),
  open("make_dictionary", "T | summarize make_dictionary(o)", "names its column dictionary_o"),
  open("extract_all", "T | project x = extract_all(@'(a)(b)', dynamic([1]), s)", "takes groups"),
  open("array_index_of", "T | project x = array_index_of(a, 1, 0)", "takes a start"),
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
    pattern: /\bparse-where kind=relaxed\b/,
    example: 'T | parse-where kind=relaxed s with x "=" y:long *',
    status: "accepted",
    reason: "the documentation has no such kind; the binder does not look at it",
  },
  {
    pattern: /\bstrrep\(/,
    example: "T | project x = strrep(s, 2000)",
    status: "accepted",
    reason: "a count outside 1 to 1,024 is an error (docs/decisions.md)",
  },
  {
    pattern: /\bpercentiles?\w*\(/,
    example: "T | summarize percentile(l, r)",
    status: "accepted",
    reason: "the binder takes a percentage that is no constant from 0 to 100",
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
  {
    pattern: /(?:\[0\]|\[-1\]|\["n"\]|\.k|\.m) [-+*/%]|[-+*/%] \w+(?:\[|\.[kn])/,
    example: "T | project x = a[0] * i",
    status: "open",
    reason: "a dynamic times an integer is a long",
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
