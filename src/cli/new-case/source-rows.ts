import type { Record_ } from "../../emulator/table-data.ts";
import { cellText, type Row } from "../../hunt/conditions/event.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import {
  type Column,
  type DatabaseTable,
  msFromTicks,
  type TimeScope,
  toText,
} from "../../kql/index.ts";
import { jsonCell } from "../query/json-cells.ts";

/** A row of a table of the data. */
export interface SourceRow {
  readonly time: number;
  /** As a line of a case. */
  readonly line: string;
  readonly record: Record_;
}

/** How many rows a case may have at the most. */
const MOST_ROWS = 1_000;

/** Texts that are shorter say nothing about where a row comes from. */
const SHORTEST = 3;
/** A longer text says no more than one of this length. */
const LONGEST = 60;

/**
 * The rows of tables, those first that share most with a finding: its own row has nearly all of its
 * values, and a row that was joined to it has some.
 */
export function likelyRows(
  { event, time }: Finding,
  tables: readonly DatabaseTable[],
  scope: TimeScope,
): SourceRow[] {
  const wanted = textsOf(event.row);
  const rows = tables.flatMap((table) => scoreRows(table, scope, wanted));
  return rows
    .sort((a, b) => b.score - a.score || Math.abs(a.time - time) - Math.abs(b.time - time))
    .slice(0, MOST_ROWS)
    .map(({ time: at, write }) => ({ time: at, ...write() }));
}

interface ScoredRow {
  readonly time: number;
  readonly score: number;
  readonly write: () => { readonly line: string; readonly record: Record_ };
}

function scoreRows(table: DatabaseTable, scope: TimeScope, wanted: Texts): ScoredRow[] {
  const { columns, length } = table.rows(scope);
  const telling = columns.filter(({ type }) => ["string", "guid", "datetime"].includes(type));
  const times = columns.find(({ name }) => name === "TimeGenerated");
  return Array.from({ length }, (_, row) => ({
    time: msFromTicks((times?.at(row) as bigint | null) ?? 0n),
    score: scoreRow(telling, row, wanted),
    write: () => writeRow(table.name, columns, row),
  }));
}

function scoreRow(columns: readonly Column[], row: number, wanted: Texts): number {
  const shared = new Set<string>();
  for (const column of columns) {
    const value = column.at(row);
    const text = value === null ? "" : normal(toText(value, column.type));
    if (wanted.has(text)) shared.add(text);
  }
  let score = 0;
  for (const text of shared) score += Math.min(text.length, LONGEST);
  return score;
}

type Texts = ReadonlySet<string>;

/** The texts of a row, and those in its lists. */
function textsOf(row: Row): Texts {
  const cells = Object.values(row).flatMap((cell) => (Array.isArray(cell) ? cell : [cell]));
  const texts = cells.map((cell) => normal(cellText(cell)));
  return new Set(texts.filter((text) => text.length >= SHORTEST));
}

/** Results have times in milliseconds, tables in ticks. */
function normal(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\dT[\d:]{8})(\.\d{1,7})?Z$/, "$1").toLowerCase();
}

function writeRow(table: string, columns: readonly Column[], row: number) {
  const cells = columns
    .filter(({ name }) => name !== "Type")
    .flatMap(({ name, type, at }) => {
      const cell = jsonCell(at(row), type);
      return cell === "null" || cell === '""' ? [] : [`${JSON.stringify(name)}:${cell}`];
    });
  const line = `{${[`"Type":${JSON.stringify(table)}`, ...cells].join(",")}}`;
  return { line, record: JSON.parse(line) as Record_ };
}
