import { nearest } from "../content/nearest.ts";
import { localStandIn } from "./beyond-local.ts";

/**
 * The position of a problem in the text of a query. If the problem is an unknown name, `known` are
 * the names that are valid there.
 */
export interface QueryProblem {
  readonly start: number;
  readonly end: number;
  readonly known?: readonly string[] | undefined;
}

export function queryRemedy(text: string, problem: QueryProblem): string {
  const standIn = localStandIn(text, problem.start);
  if (standIn) return standIn;
  const near = nearestName(text, problem);
  return near ? `did you mean ${near}?` : "correct the query here";
}

/** The valid name closest to an unknown one, if any is close enough. */
export function nearestName(text: string, { start, end, known }: QueryProblem): string | undefined {
  return known && nearest(text.slice(start, end), known);
}
