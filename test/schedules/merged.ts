import { groupBy } from "../../src/hunt/base/by-key.ts";
import type { Window } from "../../src/hunt/base/window.ts";
import type { Trigger } from "../../src/hunt/findings/rule.ts";
import type { Merging } from "./cell-shapes.ts";
import { type BandShape, huntedTo } from "./rule-shapes.ts";
import { BEGIN, MINUTE, type Schedule, type Start } from "./schedule.ts";

/** What the rows of a cell make together, if nobody is late: computed from the starts alone. */
export interface Merged {
  readonly cell: Window;
  /** The columns of its key; "" for one that is not part of it. */
  readonly of: Pick<Start, "host" | "user">;
  /** Whether it is a finding without the starts that come too late. */
  readonly inTime: boolean;
  /** How many starts are merged, without and with those that come too late. */
  readonly counts: readonly [inTime: number, all: number];
}

/** The findings of all cells in order; one of a key and span may be there several times. */
export function mergedOf(schedule: Schedule, shape: Pick<BandShape, "merging" | "rule" | "over">) {
  const { merging } = shape;
  if (!merging) return [];
  return cellsOf(merging, shape).flatMap((cell): Merged[] => {
    const inTime = startsInTime(schedule, shape, cell);
    const early = new Map(resultOf(inTime, cell, merging).map((one) => [keyOf(one), one.count]));
    return resultOf(schedule.starts, cell, merging).map(({ count, ...of }) => ({
      cell,
      of,
      inTime: early.has(keyOf(of)),
      counts: [early.get(keyOf(of)) ?? 0, count],
    }));
  });
}

/** How many starts entries left out of a cell, without and with those that come too late. */
export function leftOutOf(
  schedule: Schedule,
  shape: Pick<BandShape, "merging" | "rule" | "over">,
  cell: Window,
): readonly [inTime: number, all: number] {
  const { merging } = shape;
  if (!merging?.leftOut.starts) return [0, 0];
  const count = (starts: readonly Start[]) =>
    readBy(cell, merging, starts).filter(({ kind }) => kind === "hidden").length;
  return [count(startsInTime(schedule, shape, cell)), count(schedule.starts)];
}

const ANY_ROW: Trigger = { operator: "gt", threshold: 0 };

type Row = Pick<Start, "host" | "user"> & { readonly count: number };

/** The result rows of a cell's query that make findings; one without columns for a lack of rows. */
function resultOf(starts: readonly Start[], cell: Window, merging: Merging): Row[] {
  const { by, least, leftOut, trigger = ANY_ROW } = merging;
  const merged = readBy(cell, merging, starts).filter(
    ({ kind }) => !(leftOut.starts && kind === "hidden"),
  );
  const rows = [
    ...groupBy(
      merged.map(({ host, user }) => ({ host, user: by.includes("user") ? user : "" })),
      keyOf,
    ).values(),
  ].map((own): Row => ({ host: "", user: "", ...own[0], count: own.length }));
  const kept = rows.filter(
    ({ user, count }) => count >= least && !(leftOut.results && user === "unwanted"),
  );
  if (!meets(kept.length, trigger)) return [];
  return kept.length === 0 && meets(0, trigger) ? [{ host: "", user: "", count: 0 }] : kept;
}

function meets(rows: number, { operator, threshold }: Trigger): boolean {
  if (operator === "gt") return rows > threshold;
  return operator === "lt" ? rows < threshold : rows === threshold;
}

const keyOf = ({ host, user }: Pick<Start, "host" | "user">) => `${host} ${user}`;

function readBy({ to }: Window, { period }: Merging, starts: readonly Start[]): Start[] {
  return starts.filter(({ time }) => to - period <= time && time < to);
}

function cellsOf({ every }: Merging, shape: Parameters<typeof huntedTo>[0]): Window[] {
  return Array.from({ length: huntedTo(shape) / every }, (_, index) => ({
    from: BEGIN + index * every,
    to: BEGIN + (index + 1) * every,
  }));
}

/**
 * How early a cell may be judged by a process whose clock is ahead: the product takes the
 * workspace's own time, but allows it to differ by a minute, and that time has whole seconds.
 */
export function clocksAhead({ ticks }: Pick<Schedule, "ticks">): number {
  const most = Math.max(0, ...ticks.map(({ ahead }) => ahead));
  return Math.min(most, MINUTE + 1_000);
}

/** The starts whose rows are there when a cell is judged, however early that is. */
function startsInTime(
  schedule: Schedule,
  { rule }: Pick<BandShape, "rule">,
  { to }: Window,
): Start[] {
  const judged = to + rule.hunt.lateness - clocksAhead(schedule);
  return schedule.starts.filter(({ time, arrives }) => time + arrives <= judged);
}
