import type { Problem } from "../hunt/base/problem.ts";
import { compileQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { checkQuery } from "../rules/check-query.ts";
import type { LoadedRule } from "../rules/read-rule.ts";
import { dataNotices } from "./data-notices.ts";
import { hasRows, type TimeOptions, tablesProblem, timeProblem } from "./data-problems.ts";
import type { Local } from "./local.ts";
import { jsonLine, problemLine } from "./reporters/json.ts";
import { problemLines } from "./reporters/text.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Prints the problems if local data has no row at all, since nothing can be queried then. @returns
 * whether that is so
 */
export function sayNoRows(
  sessions: readonly { readonly local: Local | undefined }[],
  others: readonly Problem[],
  json: boolean | undefined,
  terminal: Terminal,
): boolean {
  const empty = sessions.flatMap(({ local }) => (local && !hasRows(local) ? [local] : []));
  if (empty.length > 0)
    sayProblems([...others, ...empty.flatMap(({ data }) => data.problems)], json, terminal);
  return empty.length > 0;
}

/**
 * Prints problems next to a result: on stderr, so that the result can be read by itself, or, with
 * --json, among its lines with a kind of their own.
 */
export function sayProblems(
  problems: readonly Problem[],
  json: boolean | undefined,
  terminal: Terminal,
): void {
  if (json) for (const problem of problems) terminal.out(jsonLine(problemLine(problem)));
  else problemLines({ ...terminal, out: terminal.err }, problems);
}

/**
 * The rules that can have rows of local data, and a problem for each that cannot: "0 rows" would be
 * misleading for those.
 */
export interface DataUse {
  readonly rules: readonly LoadedRule[];
  readonly problems: readonly Problem[];
  /** What of their answers the data cannot show. */
  readonly notices: readonly Problem[];
}

export function usableRules(
  rules: readonly LoadedRule[],
  local: Local,
  parser: string,
  time: TimeOptions,
): DataUse {
  const found = rules.map((loaded) => ({
    loaded,
    problem: ruleProblem(loaded, local, parser, time),
  }));
  const usable = found.flatMap(({ loaded, problem }) => (problem ? [] : [loaded]));
  return {
    rules: usable,
    notices: usable.flatMap(({ rule }) => dataNotices(anyWindow(rule, parser), rule.slug, local)),
    problems: found.flatMap(({ problem }) => problem ?? []),
  };
}

function ruleProblem(
  loaded: LoadedRule,
  local: Local,
  parser: string,
  { from, to }: TimeOptions,
): Problem | undefined {
  const { slug: where, hunt } = loaded.rule;
  const asked = { text: anyWindow(loaded.rule, parser), where, what: "the rule" };
  const wrong = checkQuery(loaded, local.data.engine.bind);
  const back = loaded.rule.shape === "aggregate" ? hunt.period : hunt.reach;
  return tablesProblem(asked, local, wrong) ?? timeProblem(asked, local, { from, to }, back);
}

/** The query of a rule, for a window as long as its interval. */
function anyWindow(rule: Rule, parser: string): string {
  return compileQuery(rule, { from: 0, to: rule.hunt.every }, parser).text;
}
