import type { Window } from "../base/window.ts";
import { ReservationList } from "./reservation-list.ts";

/** A slot's findings, in order of delivery; reserved before anything is written to Azure. */
export interface SlotRecord {
  readonly version: 1;
  readonly slot: Window;
  readonly state: "open" | "closed";
  readonly reserved: ReservationList;
  /** Incidents that got a comment when the slot closed. */
  readonly commented: readonly string[];
  /** A job began to write its comments, and has not recorded that all of them are written. */
  readonly commenting?: true;
}

/** We write at most 20 comments to an incident. */
export const MOST_COMMENTS = 20;

export function emptySlot(slot: Window): SlotRecord {
  return { version: 1, slot, state: "open", reserved: ReservationList.of([]), commented: [] };
}

/**
 * Slots with the same start may differ in length, if the rule's slots were cut differently before.
 */
export function slotKey({ from, to }: Window): string {
  return `${from} ${to}`;
}

export function isSameSlot(a: Window, b: Window): boolean {
  return a.from === b.from && a.to === b.to;
}

/** Whether a slot begins in a window. */
export function beginsIn(slot: Window, { from, to }: Window): boolean {
  return from <= slot.from && slot.from < to;
}

/** By start, then end. */
function bySlot(a: Window, b: Window): number {
  return a.from - b.from || a.to - b.to;
}

/** The windows of the slots that are still open. */
export function openIn(slots: readonly SlotRecord[]): Window[] {
  return slots.filter(({ state }) => state === "open").map(({ slot }) => slot);
}

/**
 * The slots that are open after some slots have changed, by time. Of the other slots, only the
 * windows are known, and that they were open.
 */
export function openAfter(open: readonly Window[], changed: readonly SlotRecord[]): Window[] {
  const known = new Set(changed.map(({ slot }) => slotKey(slot)));
  return [...open.filter((slot) => !known.has(slotKey(slot))), ...openIn(changed)].sort(bySlot);
}

/** All slots after some have been replaced or added, by time. */
export function mergeSlots(
  before: readonly SlotRecord[],
  changed: readonly SlotRecord[],
): SlotRecord[] {
  const slots = new Map([...before, ...changed].map((record) => [slotKey(record.slot), record]));
  return [...slots.values()].sort((a, b) => bySlot(a.slot, b.slot));
}
