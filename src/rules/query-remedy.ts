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
  /** Kusto's code for the problem. */
  readonly code?: string | undefined;
}

/** Kusto's code for a name that is no table, and no function that returns one. */
const UNKNOWN_TABLE = "KS204";

export function queryRemedy(text: string, problem: QueryProblem): string {
  const standIn = localStandIn(text, problem.start);
  if (standIn) return standIn;
  const near = nearestName(text, problem);
  const otherwise =
    problem.code === UNKNOWN_TABLE ? tableRemedy(text.slice(problem.start, problem.end)) : "";
  if (near) return ["did you mean ", near, "?", otherwise && ` Otherwise ${otherwise}`].join("");
  return otherwise || "correct the query here";
}

/** What to do about a table that the catalogue does not have; empty if no table has such a name. */
export function tableRemedy(name: string): string {
  return /^[A-Za-z_]\w{0,99}$/.test(name) ? `declare its columns in tables/${name}.yaml` : "";
}

/** The valid name closest to an unknown one, if any is close enough. */
export function nearestName(text: string, { start, end, known }: QueryProblem): string | undefined {
  return known && nearest(text.slice(start, end), known);
}
