import { cellAt, type Window } from "../../src/hunt/base/window.ts";
import { mergedOf } from "./merged.ts";
import { type BandShape, overlaps } from "./rule-shapes.ts";
import type { Schedule, Start } from "./schedule.ts";
import { isFinding } from "./start-rows.ts";

/** A finding that a schedule must lead to, computed from its data alone. */
export interface Expected {
  /** The number of its start; of merged starts, what they have in common, and their time. */
  readonly name: string;
  readonly time: number;
  /** What it is grouped by; "" if it is not grouped. */
  readonly group: string;
  /** Where it takes a place: its slot, or its span if several cells may find it. */
  readonly slot: Window;
  readonly span: Window;
  /** Azure refuses everything about it. */
  readonly refused: boolean;
  /** Only rows that come too late make it one, so that only the run in the end must find it. */
  readonly late: boolean;
  /** Once one of these is settled, it has been found. */
  readonly within: readonly Window[];
  /** How many starts are merged in it, without and with those that come too late. */
  readonly counts?: readonly [inTime: number, all: number];
}

/** In order of time. */
export function expectedOf(schedule: Schedule, shape: BandShape): Expected[] {
  const found = shape.merging ? mergedFindings(schedule, shape) : singleFindings(schedule, shape);
  return found.sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
}

function singleFindings({ starts, refused }: Schedule, shape: BandShape): Expected[] {
  const { slot, span, lateness } = shape.rule.hunt;
  return starts
    .filter((start) => isFinding(start, shape) && shape.takes(start))
    .map((start): Expected => {
      const time = timeOf(start, shape);
      const late = start.arrives >= lateness;
      return {
        name: String(start.number),
        time,
        group: shape.groupOf(start),
        slot: cellAt(time, slot),
        span: cellAt(time, span),
        refused: start.host === refused,
        late,
        within: late ? [] : [{ from: time, to: time + 1 }],
      };
    });
}

/** Cells that find the same in a span have one finding. */
function mergedFindings(schedule: Schedule, shape: BandShape): Expected[] {
  const { span } = shape.rule.hunt;
  const found = new Map<string, Expected>();
  for (const { cell, of, inTime, counts } of mergedOf(schedule, shape)) {
    if (!shape.takesMany(counts[1])) continue;
    const own = cellAt(cell.from, span);
    const shown = overlaps(shape) ? own : cell;
    const name = `${of.host} ${of.user} ${shown.from}`.trim().replace(/ +/g, " ");
    const before = found.get(name);
    const within = [...(before?.within ?? []), ...(inTime ? [cell] : [])];
    found.set(name, {
      name,
      time: shown.from,
      group: shape.groupOf({ ...of, module: "" }),
      slot: shown,
      span: own,
      refused: of.host === schedule.refused,
      late: within.length === 0,
      within,
      counts,
    });
  }
  return [...found.values()];
}

/** Whether what a timer finds of it depends on when it looks. */
export function isUncertain({ late, counts: [inTime, all] = [0, 0] }: Expected): boolean {
  return late || inTime !== all;
}

/** Whether a rule must find more than what came in time. */
export function hasLate(schedule: Schedule, { bands }: { readonly bands: readonly BandShape[] }) {
  return bands.some((band) => expectedOf(schedule, band).some(({ late }) => late));
}

/** The earlier of two twins stands for the start. */
function timeOf({ kind, time, apart }: Start, { program }: BandShape): number {
  return kind === "twins" && program === "shell" ? Math.min(time, time + apart) : time;
}

/**
 * Whether a slot has more findings than the rule's cap, or an incident would get more bookmarks or
 * comments than it takes.
 */
export function passesCaps(expected: readonly Expected[], { rule, delivery }: BandShape): boolean {
  const bySlot = countBy(expected.map(({ slot }) => String(slot.from)));
  if ([...bySlot.values()].some((count) => count > rule.hunt.cap)) return true;
  if (delivery !== "incident") return false;
  const byGroup = countBy(expected.map(groupKey));
  const slots = countBy(
    [...new Set(expected.map((one) => `${groupKey(one)}|${one.slot.from}`))].map((text) =>
      text.replace(/\|[^|]*$/, ""),
    ),
  );
  return [...byGroup.values(), ...slots.values()].some((count) => count > MOST);
}

/** How many bookmarks, and how many comments, an incident takes from us. */
export const MOST = 20;

export function groupKey({ group, span }: Pick<Expected, "group" | "span">): string {
  return `${group} ${span.from}`;
}

function countBy(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
