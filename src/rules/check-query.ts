import type { Problem } from "../hunt/base/problem.ts";
import { readableQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { type EntryColumns, fieldProblems } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { sourceFor } from "../techniques/source.ts";
import { localStandIn, nameBeyondLocal } from "./beyond-local.ts";
import { findMissingTechniques, missingTechniqueProblem } from "./missing-technique.ts";
import { namedColumns } from "./named-columns.ts";
import { type QueryProblem, queryRemedy } from "./query-remedy.ts";
import type { LoadedRule } from "./read-rule.ts";

/** Binds a query: its diagnostics and the columns of its result. */
export type Bind = (text: string) => {
  readonly diagnostics: readonly (QueryProblem & {
    readonly severity: "error" | "warning";
    readonly message: string;
    /** Set for what is valid in Sentinel, but cannot be run over local data. */
    readonly unsupported?: boolean;
  })[];
  readonly columns: Columns;
};

type Columns = readonly { readonly name: string; readonly type?: string }[];

/** Reports why a rule's query does not bind. Its query may still be one that only Sentinel runs. */
export function findQueryErrors(loaded: LoadedRule, bind: Bind): Problem[] {
  return queryProblems(loaded, bind, false);
}

/** Reports what of a rule's query cannot be run over local data, though Sentinel runs it. */
export function findUntestable(loaded: LoadedRule, bind: Bind): Problem[] {
  return queryProblems(loaded, bind, true);
}

/** What a rule's query reads beyond its workspace, by name, such as externaldata. */
export function findBeyondLocal({ rule }: LoadedRule, bind: Bind): string | undefined {
  const query = readableQuery(rule.query);
  const names = bind(query).diagnostics.map(({ start }) => nameBeyondLocal(query, start));
  return names.find((name) => name !== undefined);
}

function queryProblems({ rule, queryPlace }: LoadedRule, bind: Bind, local: boolean): Problem[] {
  const query = readableQuery(rule.query);
  return bind(query)
    .diagnostics.filter(
      ({ severity, unsupported = false }) => severity === "error" && unsupported === local,
    )
    .map(
      (problem): Problem => ({
        where: queryPlace(problem.start),
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
  const { rule, place } = loaded;
  const derived = sourceFor(rule.hunt.technique).columns;
  const { columns } = bind(readableQuery(rule.query));
  const taken = columns.filter(({ name }) => derived.includes(name));
  if (taken.length > 0)
    return taken.map(({ name }) => ({
      where: loaded.queryPlace(0),
      message: `the query returns the column ${name}, which is reserved for a derived column`,
      remedy: "rename it in the query",
    }));
  const wrongTime = checkTime(loaded, columns);
  if (wrongTime.length > 0) return wrongTime;
  const known = new Set([...columns.map(({ name }) => name), ...derived]);
  const isSaidOfTime = (column: string, by: string) =>
    by === "hunt.key" && column === rule.hunt.time;
  return namedColumns(rule)
    .filter(({ column, by }) => !known.has(column) && !isSaidOfTime(column, by))
    .map(({ column, by, at }) => ({
      where: place(at),
      message: `${by} uses the column ${column}, which the query does not return`,
      remedy: "add it to the query, or correct the name",
    }));
}

/** A window is added to the query later; it needs the time column, which is checked here. */
function checkTime({ rule, place }: LoadedRule, columns: Columns): Problem[] {
  const { time } = rule.hunt;
  // The findings of a rule that merges rows have the time of their cell.
  if (rule.shape === "aggregate") return [];
  const type = columns.find(({ name }) => name === time)?.type ?? "datetime";
  if (["datetime", "unknown", "dynamic"].includes(type)) return [];
  return [
    {
      where: place(["hunt", "time"]),
      message: `hunt.time names the column ${time}, which is of type ${type}, not datetime`,
      remedy: "name the column with the event time, or convert it with todatetime()",
    },
  ];
}

/** The columns of a rule's result, and those that its technique derives. */
export function listColumns(rule: Rule, bind: Bind): string[] {
  const own = bind(readableQuery(rule.query)).columns.map(({ name }) => name);
  return [...own, ...sourceFor(rule.hunt.technique).columns];
}

/** The columns that ignore entries of a rule may read. */
export function entryColumns(rule: Rule, bind: Bind): EntryColumns {
  return { results: listColumns(rule, bind), sources: rule.entriesAt?.sources };
}

/**
 * Reports the columns that ignore entries use although no query of their rules returns them; a
 * technique that a rule leaves out, which would derive them, once for all entries.
 */
export function checkEntries(
  entries: readonly IgnoreEntry[],
  rules: readonly LoadedRule[],
  bind: Bind,
): Problem[] {
  const missing = findMissingTechniques(entries, rules);
  const columns = new Map(rules.map(({ rule }) => [rule.slug, entryColumns(rule, bind)]));
  for (const { loaded, technique } of missing) {
    const { slug } = loaded.rule;
    const { results = [], sources } = columns.get(slug) ?? {};
    const derived = sourceFor(technique.program).columns;
    columns.set(slug, { results: [...results, ...derived], sources });
  }
  return [
    ...missing.map(missingTechniqueProblem),
    ...entries.flatMap((entry) => fieldProblems(entry, columns)),
  ];
}
