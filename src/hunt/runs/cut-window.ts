import { CallError } from "../base/call-error.ts";
import { cellAt, halves, SHORTEST_WINDOW, type Window } from "../base/window.ts";
import { cellText, type Row } from "../conditions/event.ts";
import { type CompiledQuery, compileQuery } from "../findings/query.ts";
import type { AskPorts, Question } from "./ask-window.ts";
import { MOST_ROWS } from "./sizing.ts";

/** How finely a window's rows are counted, ms: a short window is counted by seconds. */
const COARSE = SHORTEST_WINDOW;
const FINE = 1_000;
/**
 * The share of an answer that a part may fill: this leaves room for rows past its ends, and for
 * rows that arrive late.
 */
const FILLED = 0.75;

/**
 * Cuts a window that returned too much into parts that each fit one answer, by a query that counts
 * its rows by time; into halves if that query fails or does not help. undefined if the window
 * cannot be cut.
 */
export async function cutByRows(
  question: Question,
  ports: AskPorts,
): Promise<readonly Window[] | undefined> {
  const { rule, workspace, window } = question;
  if (window.to - window.from <= FINE) return undefined;
  const grid = window.to - window.from > COARSE ? COARSE : FINE;
  try {
    const { rows } = await ports.queries.query(
      workspace,
      countQuery(compileQuery(rule, window, ports.parser), rule.hunt.time, grid),
    );
    const parts = cutParts(window, countsIn(rows), grid, (ports.mostRows ?? MOST_ROWS) * FILLED);
    if (parts.length > 1) return parts;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  }
  return halves(window, FINE);
}

function countQuery({ text, timespan }: CompiledQuery, time: string, grid: number): CompiledQuery {
  return {
    text: `${text}\n| summarize Rows = count() by Start = bin(${time}, ${grid / 1_000}s)`,
    timespan,
  };
}

/** Rows by the start of their cell, ms. */
function countsIn(rows: readonly Row[]): ReadonlyMap<number, number> {
  return new Map(rows.map((row) => [Date.parse(cellText(row["Start"])), Number(row["Rows"])]));
}

/** At least two parts, unless all rows lie in one cell: the rows may be few but large. */
function cutParts(
  window: Window,
  counts: ReadonlyMap<number, number>,
  grid: number,
  most: number,
): Window[] {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const fitting = Math.min(most, Math.ceil(all / 2));
  const parts: Window[] = [];
  let { from } = window;
  let rows = 0;
  for (let cell = cellAt(from, grid).from; cell < window.to; cell += grid) {
    const count = counts.get(cell) ?? 0;
    if (cell > from && rows + count > fitting) {
      parts.push({ from, to: cell });
      from = cell;
      rows = 0;
    }
    rows += count;
  }
  return [...parts, { from, to: window.to }];
}
