import type { WorkspaceData } from "../../emulator/workspace.ts";
import { readableQuery } from "../../hunt/findings/query.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { codeOnly } from "../../rules/forms/split-queries.ts";
import { namedColumns } from "../../rules/named-columns.ts";
import { FILL_IN } from "../rule-cases/fill-in.ts";

/** The columns of a table; undefined if nothing declares it. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

const TIME = "2026-01-01T10:00:00Z";

/**
 * A hit case and a miss case to be filled in, by their paths: a row of each table that the query
 * names, with the columns that the rule uses.
 */
export function caseTemplates(
  rule: Rule,
  engine: WorkspaceData["engine"],
  columnsOf: ColumnsOf,
): Readonly<Record<string, string>> {
  const words = new Set(codeOnly(rule.query).match(/\b[A-Za-z_]\w*\b/g) ?? []);
  const used = new Set([...words, ...namedColumns(rule).map(({ column }) => column)]);
  const reads = engine.reads(readableQuery(rule.query));
  const rows = tablesToShow(reads, used, columnsOf).map((table) => rowOf(table, used, columnsOf));
  const write = (shows: string) =>
    [head(shows), ...(rows.length > 0 ? rows : [emptyRow()])]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
  return {
    "events/hit-example.ndjson": write("what the rule must find"),
    "events/miss-example.ndjson": write("what looks alike and is harmless"),
  };
}

function head(shows: string): object {
  return { case: `${FILL_IN}: ${shows}`, source: `${FILL_IN}: where the events were recorded` };
}

function emptyRow(): object {
  return { Type: FILL_IN, TimeGenerated: TIME };
}

/**
 * The tables that the query names, and of those that its functions read the one that has most of
 * the columns.
 */
function tablesToShow(
  reads: readonly string[],
  used: ReadonlySet<string>,
  columnsOf: ColumnsOf,
): string[] {
  const named = reads.filter((table) => used.has(table));
  const counts = reads
    .filter((table) => !used.has(table))
    .map((table) => ({ table, count: ownColumns(table, used, columnsOf).length }))
    .sort((a, b) => b.count - a.count);
  return [...named, ...counts.slice(0, 1).map(({ table }) => table)];
}

function rowOf(table: string, used: ReadonlySet<string>, columnsOf: ColumnsOf): object {
  const columns = ownColumns(table, used, columnsOf).map((name) => [name, FILL_IN] as const);
  return { Type: table, TimeGenerated: TIME, ...Object.fromEntries(columns) };
}

/** The suffixes that columns of custom tables have. */
const CUSTOM_COLUMN = /^\w+_[bdgst]$/;

function ownColumns(table: string, used: ReadonlySet<string>, columnsOf: ColumnsOf): string[] {
  const known = columnsOf(table);
  const own = known
    ? known.filter((name) => used.has(name))
    : [...used].filter((name) => CUSTOM_COLUMN.test(name));
  return own.filter((name) => name !== "Type" && name !== "TimeGenerated");
}
