import { nearest } from "../content/nearest.ts";

/**
 * What is wrong in a query's text; `known`: the names that could stand there, where a name is
 * unknown.
 */
export interface QueryProblem {
  readonly start: number;
  readonly end: number;
  readonly known?: readonly string[] | undefined;
}

export function queryRemedy(text: string, problem: QueryProblem): string {
  const near = nearestName(text, problem);
  return near ? `did you mean ${near}?` : "correct the query here";
}

/** The known name that an unknown one in a query's text was probably meant to be. */
export function nearestName(text: string, { start, end, known }: QueryProblem): string | undefined {
  return known && nearest(text.slice(start, end), known);
}
