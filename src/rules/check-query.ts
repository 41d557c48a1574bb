import { textPlace } from "../content/document.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { fieldsOf } from "../hunt/conditions/condition.ts";
import { BUILT_IN_PARSER, boundedQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { fieldProblems } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { LoadedRule } from "./load.ts";
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

/** What the rule names that its query must give; `derived` are the columns that code adds. */
export function checkQuery(loaded: LoadedRule, bind: Bind, derived: readonly string[]): Problem[] {
  const wrong = findQueryErrors(loaded, bind);
  if (wrong.length > 0) return wrong;
  const { rule, file } = loaded;
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

/** What entries read that no query of their rules gives. */
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
