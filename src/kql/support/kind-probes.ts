import { listWords } from "./catalogue.ts";
import type { Probed } from "./probe.ts";

/** What a kind is a kind of, the service's list of its words, and a query with such a word. */
const KINDS: readonly (readonly [what: string, list: string, query: (word: string) => string])[] = [
  ["join kind=", "JoinKinds", (word) => `Rows | join kind=${word} (Rows | project l) on l`],
  ["lookup kind=", "LookupKinds", (word) => `Rows | lookup kind=${word} (Rows | project l) on l`],
  ["union kind=", "UnionKinds", (word) => `Rows | union kind=${word} (print l = 1)`],
  ["parse kind=", "ParseKinds", (word) => `Rows | parse kind=${word} s with "a" x:long`],
  ["mv-expand kind=", "MvExpandKinds", (word) => `Rows | mv-expand kind=${word} y`],
  [
    "make-series kind=",
    "MakeSeriesKinds",
    (word) => `Rows | make-series kind=${word} count() on d step 1d`,
  ],
  ["search kind=", "SearchKinds", (word) => `search kind=${word} in (Rows) "a"`],
  ["type ", "ParamTypes", (word) => `datatable(x: ${word})[] | extend z = gettype(x)`],
];

/** The kinds of operators, and the types. */
export function listKinds(): Probed[] {
  return KINDS.flatMap(([what, list, query]) =>
    listWords(list).map((word) => ({ name: `${what}${word}`, queries: [query(word)] })),
  );
}
