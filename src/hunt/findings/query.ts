import { iso, type Window } from "../base/window.ts";
import type { Rule } from "./rule.ts";

/** What is sent for a job. Times are milliseconds; the timespan bounds every table, [from, to). */
export interface CompiledQuery {
  readonly text: string;
  readonly timespan: Window;
}

/**
 * The rule's query bound to a window: the query may read back by `hunt.reach`, the rows it gives
 * lie in the window. Columns of the finding's key come as text: a number beyond 2^53 would lose
 * digits on the way through JSON. `parser` is the workspace's name of the ASIM process-create
 * parser.
 */
export function compileQuery(rule: Rule, window: Window, parser: string): CompiledQuery {
  const keys = rule.hunt.key.filter(
    (column) => column !== rule.hunt.time && !TEXT_COLUMNS.includes(column),
  );
  const asText = keys.map((column) => `${column} = tostring(${column})`).join(", ");
  const text = [boundedQuery(rule, window, parser), ...(asText ? [`| extend ${asText}`] : [])].join(
    "\n",
  );
  return { text, timespan: { from: window.from - rule.hunt.reach, to: window.to } };
}

/** ASIM columns of the default key that are text in every source. */
const TEXT_COLUMNS: readonly string[] = ["Dvc", "TargetProcessName", "CommandLine"];

/** So many rows of a query's at most, whichever: all of them where there are no more. */
export function someRowsQuery({ text, timespan }: CompiledQuery, most: number): CompiledQuery {
  return { text: `${text}\n| take ${most}`, timespan };
}

/** The rule's query, its placeholders filled, and only the rows of a window. */
export function boundedQuery(rule: Rule, window: Window, parser: string): string {
  const query = fillTimes(withParser(rule, parser), window).trimEnd();
  return `${query}\n| where ${timeBounds(rule.hunt.time, window)}`;
}

export function timeBounds(column: string, { from, to }: Window): string {
  return `${column} >= datetime(${iso(from)}) and ${column} < datetime(${iso(to)})`;
}

/**
 * Rules are written for the built-in parser, or for the one that older workspaces deploy
 * themselves.
 */
export const BUILT_IN_PARSER = "_Im_ProcessCreate";
export const PARSERS: readonly string[] = [BUILT_IN_PARSER, "imProcessCreate"];

function withParser({ query, parserAt }: Pick<Rule, "query" | "parserAt">, parser: string): string {
  return parserAt.reduceRight(
    (text, [from, to]) => text.slice(0, from) + parser + text.slice(to),
    query,
  );
}

/** Where public hunting queries ask for the time range that the portal is set to. */
const PLACEHOLDER = /\{\{\s*(Start|End)Time(?:ISO)?\s*\}\}/gi;

function fillTimes(query: string, { from, to }: Window): string {
  return query.replace(PLACEHOLDER, (_, end: string) => iso(/start/i.test(end) ? from : to));
}

/**
 * The query as it can be read and bound: a time of the same length in each placeholder, so that
 * places stay.
 */
export function readableQuery(query: string): string {
  return query.replace(PLACEHOLDER, (placeholder) =>
    "2026-01-01".padEnd(placeholder.length).slice(0, placeholder.length),
  );
}
