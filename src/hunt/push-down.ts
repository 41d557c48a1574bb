import { kqlBounds } from "./condition-kql.ts";
import { kqlString } from "./escape.ts";
import { cellText, type Row, type SourceKnowledge, toEvent } from "./event.ts";
import { type IgnoreEntry, inForce, type Scope, type Suppression } from "./ignore.ts";
import type { CompiledQuery } from "./query.ts";
import type { Rule } from "./rule.ts";

/** An entry that the query itself can hide events for, and the condition in KQL: it hides no event that code would keep. */
export interface Pushed {
  readonly entry: IgnoreEntry;
  readonly condition: string;
}

/** What an entry hid in the query: how many events, and some of them. */
export interface Hidden {
  readonly entry: IgnoreEntry;
  readonly events: number;
  readonly samples: readonly Suppression[];
}

const SAMPLES = 5;
const ENTRY = "HiddenBy";

/** Asks which columns a query's rows have: only those of text mean the same in KQL and in code. */
export function schemaQuery({ text, timespan }: CompiledQuery): CompiledQuery {
  return { text: `${text}\n| getschema\n| project ColumnName, ColumnType`, timespan };
}

export function textColumns(rows: readonly Row[]): readonly string[] {
  return rows.filter((row) => row["ColumnType"] === "string").map((row) => cellText(row["ColumnName"]));
}

/**
 * The entries in force that KQL can express, at least in part. An event that the rule cannot judge for want of a column is
 * left to code, which says so.
 */
export function pushable(
  entries: readonly IgnoreEntry[],
  rule: Pick<Rule, "slug" | "hunt">,
  scope: Scope,
  columns: readonly string[],
): Pushed[] {
  const isColumn = (field: string) => columns.includes(field);
  const { known } = rule.hunt.refine;
  if (!known.every(isColumn)) return [];
  return inForce(entries, scope).flatMap((entry) => {
    const { under } = kqlBounds(entry.when, isColumn);
    if (under === "false") return [];
    return [{ entry, condition: [under, ...known.map((column) => `isnotempty(${column})`)].join(" and ") }];
  });
}

/** The query without the events that the pushed entries hide. */
export function keptQuery({ text, timespan }: CompiledQuery, pushed: readonly Pushed[]): CompiledQuery {
  return { text: [text, ...pushed.map(({ condition }) => `| where not(${condition})`)].join("\n"), timespan };
}

/** How many events each pushed entry hides, and some of them; an event counts for the first that holds. */
export function hiddenQuery({ text, timespan }: CompiledQuery, pushed: readonly Pushed[]): CompiledQuery {
  const cases = pushed.map(({ condition }, index) => `${condition}, ${kqlString(String(index))}`).join(", ");
  const lines = [
    `| extend ${ENTRY} = case(${cases}, "")`,
    `| where ${ENTRY} != ""`,
    `| summarize Events = count(), Samples = make_list(pack_all(), ${SAMPLES}) by ${ENTRY}`,
  ];
  return { text: [text, ...lines].join("\n"), timespan };
}

export function readHidden(rows: readonly Row[], pushed: readonly Pushed[], timeColumn: string, source: SourceKnowledge): Hidden[] {
  return rows.flatMap((row) => {
    const entry = pushed[Number(cellText(row[ENTRY]))]?.entry;
    if (!entry) return [];
    const samples = samplesOf(row["Samples"]).flatMap((sample) => toEvent(sample, timeColumn, source) ?? []);
    return [{ entry, events: Number(row["Events"]), samples: samples.map((event) => ({ event, entry })) }];
  });
}

/** A dynamic cell comes as a value or, from the query API, as JSON text. */
function samplesOf(cell: Row[string] | undefined): Row[] {
  const list: unknown = typeof cell === "string" ? JSON.parse(cell) : cell;
  return Array.isArray(list)
    ? list.map((sample) => Object.fromEntries(Object.entries(sample as Row).filter(([name]) => name !== ENTRY)))
    : [];
}

/** The first rows by time, where there are more than can be answered. */
export function firstRowsQuery({ text, timespan }: CompiledQuery, timeColumn: string, most: number): CompiledQuery {
  return { text: `${text}\n| top ${most} by ${timeColumn} asc`, timespan };
}
