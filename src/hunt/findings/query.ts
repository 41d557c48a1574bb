import { iso, type Window } from "../base/window.ts";
import type { Rule } from "./rule.ts";

/** The query of a job. The timespan, [from, to) in ms, limits every table that the query reads. */
export interface CompiledQuery {
  readonly text: string;
  readonly timespan: Window;
}

/**
 * The rule's query for a window. The query may read back by `hunt.reach`, but returns only rows in
 * the window. Columns of the finding's key are converted to strings, because a number beyond 2^53
 * would lose digits in JSON. `parser` is the name of the ASIM process-create parser in the
 * workspace.
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

/** ASIM columns of the default key that are strings in every source. */
const TEXT_COLUMNS: readonly string[] = ["Dvc", "TargetProcessName", "CommandLine"];

/** The query limited to `most` arbitrary rows; all of its rows if it has no more. */
export function someRowsQuery({ text, timespan }: CompiledQuery, most: number): CompiledQuery {
  return { text: `${text}\n| take ${most}`, timespan };
}

/** The rule's query with its placeholders filled in, restricted to the rows of a window. */
export function boundedQuery(rule: Rule, window: Window, parser: string): string {
  const query = fillTimes(withParser(rule, parser), window).trimEnd();
  return `${query}\n| where ${timeBounds(rule.hunt.time, window)}`;
}

export function timeBounds(column: string, { from, to }: Window): string {
  return `${column} >= datetime(${iso(from)}) and ${column} < datetime(${iso(to)})`;
}

/** The built-in ASIM parser. Older workspaces have a parser of their own, imProcessCreate. */
export const BUILT_IN_PARSER = "_Im_ProcessCreate";
export const PARSERS: readonly string[] = [BUILT_IN_PARSER, "imProcessCreate"];

function withParser({ query, parserAt }: Pick<Rule, "query" | "parserAt">, parser: string): string {
  return parserAt.reduceRight(
    (text, [from, to]) => text.slice(0, from) + parser + text.slice(to),
    query,
  );
}

/** The placeholder for the portal's time range in public hunting queries. */
const PLACEHOLDER = /\{\{\s*(Start|End)Time(?:ISO)?\s*\}\}/gi;

function fillTimes(query: string, { from, to }: Window): string {
  return query.replace(PLACEHOLDER, (_, end: string) => iso(/start/i.test(end) ? from : to));
}

/** The query with placeholders replaced by dates of the same length, so that offsets stay valid. */
export function readableQuery(query: string): string {
  return query.replace(PLACEHOLDER, (placeholder) =>
    "2026-01-01".padEnd(placeholder.length).slice(0, placeholder.length),
  );
}
