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
  const timespan = { from: readFrom(rule, window), to: window.to };
  return rule.shape === "aggregate" ? { text, timespan, endsBefore: true } : { text, timespan };
}

/** The event time, ms, from which on the query of a window reads rows. */
function readFrom({ shape, hunt }: Rule, { from, to }: Window): number {
  return shape === "aggregate" ? to - hunt.period : from - hunt.reach;
}

/**
 * The event time that the runs of a slot or a span read, for people who run its query: runs of a
 * rule that merges rows read `hunt.period` up to the end of each of its cells.
 */
export function readRange({ shape, hunt }: Rule, { from, to }: Window): Window {
  return { from: shape === "aggregate" ? from + hunt.every - hunt.period : from - hunt.reach, to };
}

/** ASIM columns of the default key that are strings in every source. */
const TEXT_COLUMNS: readonly string[] = ["Dvc", "TargetProcessName", "CommandLine"];

/** The query limited to `most` arbitrary rows; all of its rows if it has no more. */
export function someRowsQuery(query: CompiledQuery, most: number): CompiledQuery {
  return { ...query, text: `${query.text}\n| take ${most}` };
}

/** The rule's query with its placeholders filled in, restricted to the rows of a window. */
export function boundedQuery(rule: Rule, window: Window, parser: string): string {
  const times =
    rule.shape === "aggregate" ? { from: readFrom(rule, window), to: window.to } : window;
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
 * reads the whole hour, and startofday(now()) at the end of a day is that day. A window is read beyond its ends, so that it may be longer than the time
 * that the query looks back; a time that only bounds rows from below is then so early that no row of
 * the window is dropped.
 */
function clockText({ shape, longest }: Rule, { from, to }: Window, bounds: boolean): string {
  if (shape === "aggregate") return `datetime(${lastTickText(to)})`;
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
