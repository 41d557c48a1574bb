/** A cell as the query API gives it: times as ISO text (ms), dynamics parsed. */
export type Cell = string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown };
export type Row = Readonly<Record<string, Cell>>;

/** A result row under ASIM names, with the columns that code derives from it. */
export interface HuntEvent {
  readonly row: Row;
  /** Event time, ms. */
  readonly time: number;
  readonly derived: Readonly<Record<string, string>>;
}

/** What is known of the system an event comes from. Pure. */
export interface SourceKnowledge {
  /** Columns derived from a row; names do not collide with ASIM's. */
  derive(row: Row): Readonly<Record<string, string>>;
  /** A command line's arguments, the program's name first. */
  tokens(line: string): readonly string[];
  /** Texts that every row whose derived column has this value must contain, by row column; for a query that shows them. */
  needles(column: string, value: string): readonly { readonly column: string; readonly text: string }[];
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
export function toEvent(row: Row, timeColumn: string, knowledge: SourceKnowledge): HuntEvent | undefined {
  const time = Date.parse(cellText(row[timeColumn]));
  return Number.isNaN(time) ? undefined : { row, time, derived: knowledge.derive(row) };
}
