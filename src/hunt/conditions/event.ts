/** A cell as the query API gives it: times as ISO text (ms), dynamics parsed. */
export type Cell =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown };
export type Row = Readonly<Record<string, Cell>>;

/** A result row under ASIM names, with the columns that code derives from it. */
export interface HuntEvent {
  readonly row: Row;
  /** Event time, ms. */
  readonly time: number;
  readonly derived: Readonly<Record<string, string>>;
}

/** How the system that events come from reads a command line. Pure. */
export interface LineReader {
  /** A command line's arguments, the program's name first. */
  tokens(line: string): readonly string[];
}

/** What is known of the events of a rule. Pure. */
export interface SourceKnowledge extends LineReader {
  /** The columns that `derive` can give; names do not collide with ASIM's. */
  readonly columns: readonly string[];
  /** Columns derived from a row. */
  derive(row: Row): Readonly<Record<string, string>>;
  /**
   * Texts that every row whose derived column has this value must contain, by row column; for a
   * query that shows them.
   */
  needles(
    column: string,
    value: string,
  ): readonly { readonly column: string; readonly text: string }[];
}

export function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return "";
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}

/** The text of a row's or a derived column; "" where there is none. */
export function fieldText(event: HuntEvent, field: string): string {
  return event.derived[field] ?? cellText(event.row[field]);
}

/** The record id of Log Analytics, or null where the query does not carry it. */
export function itemIdOf(event: HuntEvent): string | null {
  return cellText(event.row["_ItemId"]) || null;
}

/** undefined where the row has no readable time: it belongs to no window. */
export function toEvent(
  given: Row,
  timeColumn: string,
  knowledge: SourceKnowledge,
): HuntEvent | undefined {
  const time = Date.parse(cellText(given[timeColumn]));
  if (Number.isNaN(time)) return undefined;
  const row = withoutPlaceholders(given);
  return { row, time, derived: knowledge.derive(row) };
}

/** The columns that hold command lines. */
export const LINE_COLUMNS: readonly string[] = [
  "CommandLine",
  "ParentCommandLine",
  "TargetProcessCommandLine",
  "ActingProcessCommandLine",
];

/** What sources write, in any case, where they do not know a command line. */
export const PLACEHOLDERS: readonly string[] = ["", "-", "n/a", "(null)", "null", "<null>"];

/**
 * A line that a source does not know is empty, as if it had given none: it is no line that can be
 * judged.
 */
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

/**
 * Blanks as KQL's trim(@"\s+") takes them: the same rows are meant in a query that decides for
 * code.
 */
function isPlaceholder(line: string): boolean {
  const text = line.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "").toLowerCase();
  return PLACEHOLDERS.includes(text);
}
