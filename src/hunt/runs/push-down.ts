import { kqlString } from "../base/escape.ts";
import { parseJson } from "../base/parse-json.ts";
import { kqlBounds } from "../conditions/condition-kql.ts";
import {
  cellText,
  LINE_COLUMNS,
  PLACEHOLDERS,
  type Row,
  type SourceKnowledge,
  toEvent,
} from "../conditions/event.ts";
import type { CompiledQuery } from "../findings/query.ts";
import type { Rule } from "../findings/rule.ts";
import { type IgnoreEntry, inForce, type Scope, type Suppression } from "../ignore/ignore.ts";

/**
 * An ignore entry that the query itself can apply, with its condition in KQL, which hides no event
 * that code would keep.
 */
export interface Pushed {
  readonly entry: IgnoreEntry;
  readonly condition: string;
}

/** What an entry hid in the query: the number of events, and samples. */
export interface Hidden {
  readonly entry: IgnoreEntry;
  readonly events: number;
  readonly samples: readonly Suppression[];
}

const SAMPLES = 5;
const ENTRY = "HiddenBy";

/**
 * Fetches the columns of a query's rows with their types: only text columns mean the same in KQL
 * and in code.
 */
export function schemaQuery({ text, timespan }: CompiledQuery): CompiledQuery {
  return { text: `${text}\n| getschema\n| project ColumnName, ColumnType`, timespan };
}

export function textColumns(rows: readonly Row[]): readonly string[] {
  return rows
    .filter((row) => row["ColumnType"] === "string")
    .map((row) => cellText(row["ColumnName"]));
}

/** The filtering that the query itself can do. */
export interface PushDown {
  /**
   * A condition that holds for every event that the rule's refinement may want, and for those it
   * cannot judge; undefined if KQL cannot express it.
   */
  readonly wanted: string | undefined;
  readonly pushed: readonly Pushed[];
  /** KQL lines that empty placeholder command lines, as code does. */
  readonly lines: readonly string[];
}

/**
 * The rule's refinement and the entries in force, as far as KQL can express them. An event that the
 * rule cannot judge because a column is empty is left to code, which reports it.
 */
export function pushDown(
  entries: readonly IgnoreEntry[],
  rule: Pick<Rule, "slug" | "hunt">,
  scope: Scope,
  columns: readonly string[],
): PushDown {
  const isColumn = (field: string) => columns.includes(field);
  const { known, when } = rule.hunt.refine;
  if (!known.every(isColumn)) return { wanted: undefined, pushed: [], lines: [] };
  const judged = known.map((column) => `isnotempty(${column})`);
  const fieldKql = (field: string) => (isColumn(field) ? field : undefined);
  const refined = when ? kqlBounds(when, fieldKql).over : "true";
  const wanted =
    refined === "true" ? undefined : [...judged.map((one) => `not(${one})`), refined].join(" or ");
  const pushed = inForce(entries, scope).flatMap((entry) => {
    const { under } = kqlBounds(entry.when, fieldKql);
    return under === "false" ? [] : [{ entry, condition: [under, ...judged].join(" and ") }];
  });
  return { wanted, pushed, lines: LINE_COLUMNS.filter(isColumn).map(withoutPlaceholder) };
}

function withoutPlaceholder(column: string): string {
  return `| extend ${column} = ${knownLine(column)}`;
}

/** The KQL equivalent of what toEvent does, so that an entry sees the same text in both. */
export function knownLine(column: string): string {
  const unknown = PLACEHOLDERS.map(kqlString).join(", ");
  return `iff(trim(@"\\s+", ${column}) in~ (${unknown}), "", ${column})`;
}

/** The query without the events that the refinement does not want or the pushed entries hide. */
export function keptQuery(
  query: CompiledQuery,
  { wanted, pushed, lines }: PushDown,
): CompiledQuery {
  if (wanted === undefined && pushed.length === 0) return query;
  return withLines(query, [
    ...lines,
    ...wantedLine(wanted),
    ...pushed.map(({ condition }) => `| where not(${condition})`),
  ]);
}

/**
 * Counts the events that each pushed entry hides, with samples; an event counts for the first entry
 * that matches it.
 */
export function hiddenQuery(
  query: CompiledQuery,
  { wanted, pushed, lines }: PushDown,
): CompiledQuery {
  const cases = pushed
    .map(({ condition }, index) => `${condition}, ${kqlString(String(index))}`)
    .join(", ");
  return withLines(query, [
    ...lines,
    ...wantedLine(wanted),
    `| extend ${ENTRY} = case(${cases}, "")`,
    `| where ${ENTRY} != ""`,
    `| summarize Events = count(), Samples = make_list(pack_all(), ${SAMPLES}) by ${ENTRY}`,
  ]);
}

function wantedLine(wanted: string | undefined): string[] {
  return wanted === undefined ? [] : [`| where ${wanted}`];
}

function withLines(query: CompiledQuery, lines: readonly string[]): CompiledQuery {
  return { ...query, text: [query.text, ...lines].join("\n") };
}

export function readHidden(
  rows: readonly Row[],
  pushed: readonly Pushed[],
  timeColumn: string,
  source: SourceKnowledge,
): Hidden[] {
  return rows.flatMap((row) => {
    const entry = pushed[Number(cellText(row[ENTRY]))]?.entry;
    if (!entry) return [];
    const samples = readSamples(row["Samples"]).flatMap(
      (sample) => toEvent(sample, timeColumn, source) ?? [],
    );
    return [
      { entry, events: Number(row["Events"]), samples: samples.map((event) => ({ event, entry })) },
    ];
  });
}

/**
 * A dynamic cell is a value or, from the query API, JSON text; text that was cut off gives no
 * samples.
 */
function readSamples(cell: Row[string] | undefined): Row[] {
  const list: unknown = typeof cell === "string" ? parseJson(cell) : cell;
  return Array.isArray(list)
    ? list.map((sample) =>
        Object.fromEntries(Object.entries(sample as Row).filter(([name]) => name !== ENTRY)),
      )
    : [];
}

/** The first rows by time, for when there are more than a query can return. */
export function firstRowsQuery(
  query: CompiledQuery,
  timeColumn: string,
  most: number,
): CompiledQuery {
  return { ...query, text: `${query.text}\n| top ${most} by ${timeColumn} asc` };
}
