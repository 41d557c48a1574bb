import { iso, lastTickText, type Window } from "../base/window.ts";
import type { Rule } from "./rule.ts";

/** The query of a job. The timespan, in ms, limits every table that the query reads. */
export interface CompiledQuery {
  readonly text: string;
  readonly timespan: Window;
  /** Whether rows at the very end of the timespan are left out; else the query does that. */
  readonly endsBefore?: true;
}

/**
 * The rule's query for a window. A query about single events may read back by `hunt.reach`, but
 * returns only rows in the window. One that merges rows reads `hunt.period` up to the window's end.
 * Columns of the finding's key are converted to strings, because a number beyond 2^53
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
  const timespan = readRange(rule, window);
  return rule.shape === "aggregate" ? { text, timespan, endsBefore: true } : { text, timespan };
}

/**
 * The event time that the query of a window reads, for people who run it too: up to its end, and
 * back `hunt.period` from the end of its first cell for a rule that merges rows.
 */
export function readRange(rule: Rule, { from, to }: Window): Window {
  const { shape, hunt } = rule;
  const back =
    shape === "aggregate" ? firstEnd(rule, { from, to }) - hunt.period : from - hunt.reach;
  return { from: back, to };
}

/** The end of the first cell of a window, which may be a part of one. */
function firstEnd({ hunt }: Rule, { from, to }: Window): number {
  return Math.min(to, from + hunt.every);
}

/** ASIM columns of the default key that are strings in every source. */
const TEXT_COLUMNS: readonly string[] = ["Dvc", "TargetProcessName", "CommandLine"];

/** The query limited to `most` arbitrary rows; all of its rows if it has no more. */
export function someRowsQuery(query: CompiledQuery, most: number): CompiledQuery {
  return { ...query, text: `${query.text}\n| take ${most}` };
}

/**
 * The rule's query with its placeholders filled in, restricted to the rows of a window. For a rule
 * that merges rows, the window is a cell, or a span whose cells' rows are to be seen at once.
 */
export function boundedQuery(rule: Rule, window: Window, parser: string): string {
  const times = rule.shape === "aggregate" ? readRange(rule, window) : window;
  const query = fillTimes(withPlaces(rule, window, parser), times).trimEnd();
  return rule.shape === "aggregate"
    ? query
    : `${query}\n| where ${timeBounds(rule.hunt.time, window)}`;
}

export function timeBounds(column: string, { from, to }: Window): string {
  return `${column} >= datetime(${iso(from)}) and ${column} < datetime(${iso(to)})`;
}

/** The built-in ASIM parser. Older workspaces have a parser of their own, imProcessCreate. */
export const BUILT_IN_PARSER = "_Im_ProcessCreate";
export const PARSERS: readonly string[] = [BUILT_IN_PARSER, "imProcessCreate"];

/** The query with the workspace's parser, and a literal in place of each clock. */
function withPlaces(rule: Rule, window: Window, parser: string): string {
  const places = [
    ...rule.parserAt.map(([from, to]) => ({ from, to, text: parser })),
    ...rule.clockAt.map(({ from, to, text, bounds }) => ({
      from,
      to,
      text: text.replace("{clock}", clockText(rule, window, bounds ?? false)),
    })),
  ];
  return places
    .sort((a, b) => a.from - b.from)
    .reduceRight(
      (query, { from, to, text }) => query.slice(0, from) + text + query.slice(to),
      rule.query,
    );
}

/**
 * The literal for a clock. That of a cell is its last tick, so that `> ago(1h)` at the end of an hour
 * reads the whole hour, and startofday(now()) at the end of a day is that day. A span has that of its
 * last cell; a time that only bounds rows from below has that of its first, so that no cell's rows
 * are dropped. A window is read beyond its ends, so that it may be longer than the time that the
 * query looks back; such a time is then so early that no row of the window is dropped.
 */
function clockText(rule: Rule, window: Window, bounds: boolean): string {
  const { shape, longest } = rule;
  const { from, to } = window;
  if (shape === "aggregate")
    return `datetime(${lastTickText(bounds ? firstEnd(rule, window) : to)})`;
  const time = bounds && longest !== undefined ? Math.min(to, from + longest - 1) : to;
  return `datetime(${iso(time)})`;
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
