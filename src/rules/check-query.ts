import { textPlace } from "../content/document.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { BUILT_IN_PARSER, boundedQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { fieldProblems } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { sourceFor } from "../techniques/source.ts";
import { localStandIn } from "./beyond-local.ts";
import type { LoadedRule } from "./load.ts";
import { namedColumns } from "./named-columns.ts";
import { type QueryProblem, queryRemedy } from "./query-remedy.ts";

/** Binds a query: its diagnostics and the columns of its result. */
export type Bind = (text: string) => {
  readonly diagnostics: readonly (QueryProblem & {
    readonly severity: "error" | "warning";
    readonly message: string;
    /** Set for what is valid in Sentinel, but cannot be run over local data. */
    readonly unsupported?: boolean;
  })[];
  readonly columns: readonly { readonly name: string }[];
};

/** Reports why a rule's query does not bind. Its query may still be one that only Sentinel runs. */
export function findQueryErrors(loaded: LoadedRule, bind: Bind): Problem[] {
  return queryProblems(loaded, bind, false);
}

/** Reports what of a rule's query cannot be run over local data, though Sentinel runs it. */
export function findUntestable(loaded: LoadedRule, bind: Bind): Problem[] {
  return queryProblems(loaded, bind, true);
}

function queryProblems({ rule, file, text }: LoadedRule, bind: Bind, local: boolean): Problem[] {
  const query = windowQuery(rule);
  const place = textPlace(file, text, ["query"]);
  return bind(query)
    .diagnostics.filter(
      ({ severity, unsupported = false }) => severity === "error" && unsupported === local,
    )
    .map(
      (problem): Problem => ({
        where: place(problem.start),
        message: problem.message,
        remedy: local ? offlineRemedy(query, problem) : queryRemedy(query, problem),
      }),
    );
}

function offlineRemedy(query: string, { start }: QueryProblem): string {
  return localStandIn(query, start) ?? "rewrite this part to test it offline";
}

/**
 * Checks that a rule's query binds, and that the query returns, or the rule's technique derives,
 * every column that the rule uses.
 */
export function checkQuery(loaded: LoadedRule, bind: Bind): Problem[] {
  const wrong = findQueryErrors(loaded, bind);
  if (wrong.length > 0) return wrong;
  const { rule, file } = loaded;
  const derived = sourceFor(rule.hunt.technique).columns;
  const { columns } = bind(windowQuery(rule));
  const taken = columns.filter(({ name }) => derived.includes(name));
  if (taken.length > 0)
    return taken.map(({ name }) => ({
      where: `${file}:1:1`,
      message: `the query returns the column ${name}, which is reserved for a derived column`,
      remedy: "rename it in the query",
    }));
  const known = new Set([...columns.map(({ name }) => name), ...derived]);
  return namedColumns(rule)
    .filter(({ column }) => !known.has(column))
    .map(({ column, by }) => ({
      where: `${file}:1:1`,
      message: `${by} uses the column ${column}, which the query does not return`,
      remedy: "add it to the query, or correct the name",
    }));
}

/**
 * The query to bind: the rule's, with a window as long as its frequency. Its clocks stay as they
 * are, so that the places of problems are those of the file.
 */
function windowQuery(rule: Rule): string {
  return boundedQuery({ ...rule, clockAt: [] }, { from: 0, to: rule.hunt.every }, BUILT_IN_PARSER);
}

/** The columns of a rule's result, and those that its technique derives. */
export function listColumns(rule: Rule, bind: Bind): string[] {
  const own = bind(windowQuery(rule)).columns.map(({ name }) => name);
  return [...own, ...sourceFor(rule.hunt.technique).columns];
}

/** Reports the columns that ignore entries use although no query of their rules returns them. */
export function checkEntries(
  entries: readonly IgnoreEntry[],
  rules: readonly LoadedRule[],
  bind: Bind,
): Problem[] {
  const columns = new Map(rules.map(({ rule }) => [rule.slug, listColumns(rule, bind)]));
  return entries.flatMap((entry) => fieldProblems(entry, columns));
}
