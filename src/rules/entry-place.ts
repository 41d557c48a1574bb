import type { Problem } from "../hunt/base/problem.ts";
import type { EntryPlace } from "../hunt/findings/entry-place.ts";
import { readableQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { type Bind, listColumns } from "./check-query.ts";
import type { Places, Shaped } from "./shaped.ts";

/** What a query lacks at a place to return its rows there; undefined where rows do not pass. */
export type HeadAt = (query: string, at: number) => { readonly tail: string } | undefined;

interface Knowledge {
  readonly bind: Bind;
  readonly headAt: HeadAt;
}

/**
 * The rule with the place behind a line of its query, where ignore entries are inserted that read
 * columns of the rows which the query merges.
 */
export function withEntryPlace(
  shaped: Shaped,
  line: string | undefined,
  knowledge: Knowledge,
  places: Places,
): Shaped {
  if (line === undefined || "problems" in shaped) return shaped;
  const found = findEntryPlace(shaped.rule, line, knowledge);
  return "at" in found
    ? { ...shaped, rule: { ...shaped.rule, entriesAt: found } }
    : { problems: [{ where: places.field(["hunt", "entries"]), ...found }] };
}

function findEntryPlace(
  rule: Rule,
  line: string,
  { bind, headAt }: Knowledge,
): EntryPlace | Omit<Problem, "where"> {
  if (rule.shape === "events")
    return {
      message: "hunt.entries is for queries that merge rows; of this one, code hides each row",
      remedy: "remove it",
    };
  const lines = findLines(rule.query, line);
  const [end] = lines;
  if (end === undefined || lines.length > 1)
    return {
      message: `hunt.entries.after names a line that the query has ${end ? "several times" : "not"}`,
      remedy: "copy a line of the query that is there once, such as a comment",
    };
  const text = readableQuery(rule.query);
  const head = headAt(text, end);
  if (!head)
    return {
      message: "hunt.entries.after names a line behind which no rows pass",
      remedy: "name a line that ends an operator of the main query, or of a let without parameters",
    };
  const rows = bind(text.slice(0, end) + head.tail).columns;
  return {
    at: end,
    tail: head.tail,
    sources: rows.filter(({ type }) => type === "string").map(({ name }) => name),
    results: listColumns(rule, bind),
  };
}

/** Where the lines with this text end, whatever blanks are around them. */
function findLines(query: string, wanted: string): number[] {
  const ends: number[] = [];
  let start = 0;
  for (const line of query.split("\n")) {
    if (line.trim() === wanted.trim()) ends.push(start + line.trimEnd().length);
    start += line.length + 1;
  }
  return ends;
}
