import { fieldsIn } from "../conditions/condition.ts";
import type { IgnoreEntry } from "../ignore/ignore.ts";

/** A place of a query where rows can be left out before the query merges them. */
export interface EntryPlace {
  /** The offset behind an operator of the query. */
  readonly at: number;
  /** What the query up to there lacks to return the rows that pass the place. */
  readonly tail: string;
  /** The text columns of those rows. */
  readonly sources: readonly string[];
  /** The columns of the query's result. */
  readonly results: readonly string[];
}

/** Whether code can apply an entry, because the rule's result has each column that it reads. */
export function appliesToResult({ when }: IgnoreEntry, { results }: EntryPlace): boolean {
  return fieldsIn(when).every((field) => results.includes(field));
}
