import { cellAt, cut, DAY, pieces, touchedCells, type Window } from "../base/window.ts";
import {
  type HuntEvent,
  type Row,
  rowEvent,
  type SourceKnowledge,
  toEvent,
} from "../conditions/event.ts";
import type { Rule } from "./rule.ts";

/** For events whose cell is not known and does not matter. */
export const EPOCH: Window = { from: 0, to: 0 };

type Timed = Pick<Rule, "shape" | "hunt">;

/**
 * Whether the runs of a rule that merges rows read more than their own cell. What they find then
 * comes back in several cells, as one finding of the span.
 */
export function readsOtherCells({ shape, hunt }: Timed): boolean {
  return shape === "aggregate" && hunt.period > hunt.every;
}

/**
 * The end of the last cell of a rule that merges rows that was complete at `now` (ms): late rows had
 * their time to arrive.
 */
export function completeEnd({ hunt }: Pick<Rule, "hunt">, now: number): number {
  return Math.floor((now - hunt.lateness) / hunt.every) * hunt.every;
}

/**
 * What a run of a range covers at `now` (ms): the range; or the complete cells that it touches.
 */
export function huntedRange(rule: Timed, range: Window, now: number): Window {
  if (rule.shape === "events") return range;
  const { from, to } = touchedCells(range, rule.hunt.every);
  return { from, to: Math.max(from, Math.min(to, completeEnd(rule, now))) };
}

/** A range in windows of at most a day or, if cells are longer, of a cell; no cell is split. */
export function dayWindows({ shape, hunt }: Timed, range: Window): Window[] {
  if (shape === "events") return cut(range, DAY);
  return [...pieces([range], hunt.every * Math.max(Math.floor(DAY / hunt.every), 1))];
}

/**
 * A result row as an event; undefined if it has no valid time. A row that was merged from others has
 * the time of its cell.
 */
export function eventOf(
  row: Row,
  { shape, hunt }: Timed,
  window: Window,
  source: SourceKnowledge,
): HuntEvent | undefined {
  return shape === "aggregate"
    ? rowEvent(row, window.from, source)
    : toEvent(row, hunt.time, source);
}

/**
 * What is shown of a finding that several cells may return: the columns of its key, since the others
 * may differ from cell to cell, and the start of the span.
 */
export function spanEvent(
  { row, time }: HuntEvent,
  { hunt }: Pick<Rule, "hunt">,
  source: SourceKnowledge,
): HuntEvent {
  const own = Object.fromEntries(
    hunt.key.flatMap((column) =>
      Object.hasOwn(row, column) ? [[column, row[column] ?? null]] : [],
    ),
  );
  return rowEvent(own, cellAt(time, hunt.span).from, source);
}
