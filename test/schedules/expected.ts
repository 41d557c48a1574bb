import { cellAt, type Window } from "../../src/hunt/base/window.ts";
import type { BandShape } from "./rule-shapes.ts";
import type { Schedule, Start } from "./schedule.ts";
import { isFinding } from "./start-rows.ts";

/** A finding that a schedule must lead to, computed from its data alone. */
export interface Expected {
  readonly number: number;
  readonly time: number;
  /** What it is grouped by; "" if it is not grouped. */
  readonly group: string;
  readonly slot: Window;
  readonly span: Window;
  /** Azure refuses everything about it. */
  readonly refused: boolean;
}

/** In order of time. */
export function expectedOf({ starts, refused }: Schedule, shape: BandShape): Expected[] {
  const { slot, span } = shape.rule.hunt;
  const found = starts
    .filter((start) => isFinding(start, shape) && shape.takes(start))
    .map((start): Expected => {
      const time = timeOf(start, shape);
      const group = shape.groupOf(start);
      return {
        number: start.number,
        time,
        group,
        slot: cellAt(time, slot),
        span: cellAt(time, span),
        refused: start.host === refused,
      };
    });
  return found.sort((a, b) => a.time - b.time || a.number - b.number);
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
