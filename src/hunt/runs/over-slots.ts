import { contains, overlaps, type Window } from "../base/window.ts";
import type { Rule } from "../findings/rule.ts";
import type { Coverage } from "../ledger/store.ts";

/** Which part of a slot will ever be queried. */
export interface AskedTime {
  /** Event time before which only requested runs query, ms. */
  readonly start: number;
  /** Requested windows of this rule and workspace that are still to be run. */
  readonly waiting: readonly Window[];
}

/** All of a slot, as in a run whose time range a person chose. */
export const ALL_TIME: AskedTime = { start: Number.NEGATIVE_INFINITY, waiting: [] };

/**
 * A slot whose time is over, and the part of it that was queried: all of it, except for a rule's
 * first slot.
 */
export interface OverSlot {
  readonly slot: Window;
  readonly part: Window;
}

/**
 * The open slots that are ready to close: all of their time that will ever be queried is settled,
 * and covered through their end and the rule's lateness.
 */
export function overSlots(
  rule: Rule,
  coverage: Coverage,
  open: readonly Window[],
  time: AskedTime,
): OverSlot[] {
  return open.flatMap((slot) => {
    const part = overPart(rule, coverage, slot, time);
    return part ? [{ slot, part }] : [];
  });
}

function overPart(
  { hunt }: Rule,
  { covered, settled }: Coverage,
  slot: Window,
  { start, waiting }: AskedTime,
): Window | undefined {
  if (waiting.some((window) => overlaps(window, slot))) return undefined;
  const inSlot = settled.filter((window) => overlaps(window, slot));
  const [first, last] = [inSlot[0], inSlot.at(-1)];
  // Only requested runs query a slot before the start: what they settled of it counts as all of it.
  if (slot.to <= start)
    return (
      first && last && { from: Math.max(first.from, slot.from), to: Math.min(last.to, slot.to) }
    );
  const from = Math.max(slot.from, start);
  const own = inSlot.find((window) => contains(window, { from, to: slot.to }));
  if (!own || !covered.some((window) => contains(window, { from, to: slot.to + hunt.lateness })))
    return undefined;
  return { from: Math.max(own.from, slot.from), to: slot.to };
}
