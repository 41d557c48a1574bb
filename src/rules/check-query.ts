import { textPlace } from "../content/document.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { fieldsOf } from "../hunt/conditions/condition.ts";
import { BUILT_IN_PARSER, boundedQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { fieldProblems } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { LoadedRule } from "./load.ts";
import { type QueryProblem, queryRemedy } from "./query-remedy.ts";

/** Binds a query: its diagnostics and the columns of its result. */
export type Bind = (text: string) => {
  readonly diagnostics: readonly (QueryProblem & {
    readonly severity: "error" | "warning";
    readonly message: string;
  })[];
  readonly columns: readonly { readonly name: string }[];
};

/**
 * Checks that a rule's query binds and returns every column that the rule uses. `derived` are the
 * columns that code adds to the result.
 */
export function checkQuery(
  { rule, file, text }: LoadedRule,
  bind: Bind,
  derived: readonly string[],
): Problem[] {
  const query = windowQuery(rule);
  const { diagnostics, columns } = bind(query);
  const place = textPlace(file, text, ["query"]);
  const wrong = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(
      (problem): Problem => ({
        where: place(problem.start),
        message: problem.message,
        remedy: queryRemedy(query, problem),
      }),
    );
  if (wrong.length > 0) return wrong;
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

/** The query to bind: the rule's, with a window as long as its frequency. */
function windowQuery(rule: Rule): string {
  return boundedQuery(rule, { from: 0, to: rule.hunt.every }, BUILT_IN_PARSER);
}

/** The columns of a rule's result. */
export function columnsOf(rule: Rule, bind: Bind): string[] {
  return bind(windowQuery(rule)).columns.map(({ name }) => name);
}

function namedColumns({ entityMappings, hunt }: Rule): { column: string; by: string }[] {
  const by = (name: string, columns: readonly string[]) =>
    columns.map((column) => ({ column, by: name }));
  return [
    ...by(
      "entityMappings",
      entityMappings.flatMap(({ fieldMappings }) =>
        fieldMappings.map(({ columnName }) => columnName),
      ),
    ),
    ...by("hunt.time", [hunt.time]),
    ...by("hunt.key", hunt.key),
    ...by("hunt.group", hunt.group),
    ...by("hunt.refine.known", hunt.refine.known),
    ...by(
      "hunt.features",
      hunt.features.flatMap(({ when }) => fieldsOf(when)),
    ),
    ...by("hunt.refine.when", hunt.refine.when ? fieldsOf(hunt.refine.when) : []),
  ];
}

/** Reports the columns that ignore entries use although no query of their rules returns them. */
export function checkEntries(
  entries: readonly IgnoreEntry[],
  rules: readonly LoadedRule[],
  bind: Bind,
  derived: readonly string[],
): Problem[] {
  const columns = new Map(
    rules.map(({ rule }) => [rule.slug, [...columnsOf(rule, bind), ...derived]]),
  );
  return entries.flatMap((entry) => fieldProblems(entry, columns));
}
