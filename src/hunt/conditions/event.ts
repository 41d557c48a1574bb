import { trimEnd } from "../base/trim-end.ts";
import type { Condition } from "./condition.ts";

/** A cell as returned by the query API: times as ISO text (ms), dynamics parsed. */
export type Cell =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown };
export type Row = Readonly<Record<string, Cell>>;

/** A result row under ASIM column names, with the columns derived from it. */
export interface HuntEvent {
  readonly row: Row;
  /** Event time, ms. */
  readonly time: number;
  readonly derived: Readonly<Record<string, string>>;
}

/** How the system that events come from reads a command line. All functions are pure. */
export interface LineReader {
  /** The arguments of a command line, beginning with the program name. */
  tokens(line: string): readonly string[];
}

/** Knowledge about the events of a rule. All functions are pure. */
export interface SourceKnowledge extends LineReader {
  /** The columns that `derive` can add; their names do not collide with ASIM's. */
  readonly columns: readonly string[];
  /** The columns derived from a row. */
  derive(row: Row): Readonly<Record<string, string>>;
  /**
   * Texts that a row must contain if its derived column has this value, with the column that
   * contains each; for queries that look for such rows.
   */
  needles(
    column: string,
    value: string,
  ): readonly { readonly column: string; readonly text: string }[];
  /** What an event's line says, and the condition that hides events like it. */
  use(event: HuntEvent): EventUse;
}

/** What an event is a use of, as far as its command line or its parent's tells. */
export interface EventUse {
  /** The columns derived from that line, in order, with their values. */
  readonly facts: readonly (readonly [column: string, value: string])[];
  /** The condition of an ignore entry for events like this one. */
  readonly condition: Condition;
  /** Why no entry should hide it; undefined if one may. */
  readonly refusal: string | undefined;
}

export function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return "";
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}

/** The text of a derived column or a column of the row; "" if there is neither. */
export function fieldText(event: HuntEvent, field: string): string {
  return event.derived[field] ?? cellText(event.row[field]);
}

/** The record id of Log Analytics, or null if the query does not return it. */
export function recordId(event: HuntEvent): string | null {
  return cellText(event.row["_ItemId"]) || null;
}

/** Converts a row to an event; undefined if it has no valid time and so belongs to no window. */
export function toEvent(
  given: Row,
  timeColumn: string,
  knowledge: SourceKnowledge,
): HuntEvent | undefined {
  const time = Date.parse(cellText(given[timeColumn]));
  return Number.isNaN(time) ? undefined : rowEvent(given, time, knowledge);
}

/** Converts a row to an event at a time, ms. */
export function rowEvent(given: Row, time: number, knowledge: SourceKnowledge): HuntEvent {
  const row = withoutPlaceholders(given);
  return { row, time, derived: knowledge.derive(row) };
}

/** The columns that contain command lines. */
export const LINE_COLUMNS: readonly string[] = [
  "CommandLine",
  "ParentCommandLine",
  "TargetProcessCommandLine",
  "ActingProcessCommandLine",
];

/** What sources write for an unknown command line, in any letter case. */
export const PLACEHOLDERS: readonly string[] = ["", "-", "n/a", "(null)", "null", "<null>"];

/** Clears command lines that only say that the source does not know them. */
function withoutPlaceholders(row: Row): Row {
  const unknown = LINE_COLUMNS.filter((column) => {
    const line = row[column];
    return typeof line === "string" && line !== "" && isPlaceholder(line);
  });
  if (unknown.length === 0) return row;
  const blank = Object.fromEntries(unknown.map((column) => [column, ""]));
  const sourceless = unknown.includes("ParentCommandLine") && "ParentLineSource" in row;
  return { ...row, ...blank, ...(sourceless ? { ParentLineSource: "" } : {}) };
}

/** Trims exactly what KQL's trim(@"\s+") does, so that a pushed-down query agrees with this. */
function isPlaceholder(line: string): boolean {
  const text = trimEnd(line, /[\t\n\f\r ]/)
    .replace(/^[\t\n\f\r ]+/, "")
    .toLowerCase();
  return PLACEHOLDERS.includes(text);
}
