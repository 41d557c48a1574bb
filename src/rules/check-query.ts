import { textPlace } from "../content/document.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { BUILT_IN_PARSER, boundedQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { fieldProblems } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { sourceFor } from "../techniques/source.ts";
import type { LoadedRule } from "./load.ts";
import { namedColumns } from "./named-columns.ts";
import { type QueryProblem, queryRemedy } from "./query-remedy.ts";

/** What a binder says of a query text. */
export type Bind = (text: string) => {
  readonly diagnostics: readonly (QueryProblem & {
    readonly severity: "error" | "warning";
    readonly message: string;
  })[];
  readonly columns: readonly { readonly name: string }[];
};

/** What keeps a rule's query from being asked at all. */
export function findQueryErrors({ rule, file, text }: LoadedRule, bind: Bind): Problem[] {
  const asked = windowQuery(rule);
  const place = textPlace(file, text, ["query"]);
  return bind(asked)
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(
      (problem): Problem => ({
        where: place(problem.start),
        message: problem.message,
        remedy: queryRemedy(asked, problem),
      }),
    );
}

/** What the rule names that neither its query gives nor its technique derives. */
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
      message: `the query gives ${name}, which code derives`,
      remedy: "give it another name",
    }));
  const known = new Set([...columns.map(({ name }) => name), ...derived]);
  return namedColumns(rule)
    .filter(({ column }) => !known.has(column))
    .map(({ column, by }) => ({
      where: `${file}:1:1`,
      message: `${by} names the column ${column}, which the query does not give`,
      remedy: "add it to the query, or correct the name",
    }));
}

/** A rule's query as it is bound: over a window as long as its frequency. */
function windowQuery(rule: Rule): string {
  return boundedQuery(rule, { from: 0, to: rule.hunt.every }, BUILT_IN_PARSER);
}

/** The columns of a rule's result, and those that its technique derives. */
export function listColumns(rule: Rule, bind: Bind): string[] {
  const own = bind(windowQuery(rule)).columns.map(({ name }) => name);
  return [...own, ...sourceFor(rule.hunt.technique).columns];
}

/** What entries read that no query of their rules gives. */
export function checkEntries(
  entries: readonly IgnoreEntry[],
  rules: readonly LoadedRule[],
  bind: Bind,
): Problem[] {
  const columns = new Map(rules.map(({ rule }) => [rule.slug, listColumns(rule, bind)]));
  return entries.flatMap((entry) => fieldProblems(entry, columns));
}
