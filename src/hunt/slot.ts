import type { Finding } from "./finding.ts";
import type { Window } from "./window.ts";

/** bookmark: has resources of its own; listed: only in comments; storm: above the slot's cap, in the span's storm. */
export type Outcome = "bookmark" | "listed" | "storm";

/** What the ledger knows of one finding. */
export interface Reservation {
  readonly id: string;
  readonly group: string;
  readonly outcome: Outcome;
  /** The incident generation its resources were written to; 0 until all of them stood. */
  readonly delivered: number;
}

/** A slot's findings, in order of delivery; reserved before anything is written to Azure. */
export interface SlotRecord {
  readonly version: 1;
  readonly slot: Window;
  readonly state: "open" | "closed";
  readonly reserved: readonly Reservation[];
  /** Groups that got a comment when the slot closed. */
  readonly commented: readonly string[];
}

/** Sentinel shows at most 20 bookmarks of an incident, and we write at most 20 comments to one. */
const MOST_BOOKMARKS = 20;
export const MOST_COMMENTS = 20;

export interface Reserved {
  readonly finding: Finding;
  readonly reservation: Reservation;
  /** The slot was closed before the finding came. */
  readonly late: boolean;
}

export function emptySlot(slot: Window): SlotRecord {
  return { version: 1, slot, state: "open", reserved: [], commented: [] };
}

/**
 * Gives each finding its outcome: the one it has in the ledger, or a new one by the caps. `slots` is every known slot of
 * the spans the findings lie in; `limitBookmarks` holds a group to the bookmarks one incident can show.
 */
export function reserve(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  { cap, limitBookmarks }: { cap: number; limitBookmarks: boolean },
): { reserved: Reserved[]; changed: SlotRecord[] } {
  const bySlot = new Map(slots.map((record) => [record.slot.from, record]));
  const bookmarks = countBookmarks(slots);
  const changed = new Set<number>();
  const reserved = findings.map((finding): Reserved => {
    const record = bySlot.get(finding.slot.from) ?? emptySlot(finding.slot);
    const late = record.state === "closed";
    const known = record.reserved.find(({ id }) => id === finding.id);
    if (known) return { finding, reservation: known, late: false };
    const outcome = outcomeOf(record, cap, limitBookmarks ? (bookmarks.get(finding.group.id) ?? 0) : 0);
    const reservation: Reservation = { id: finding.id, group: finding.group.id, outcome, delivered: 0 };
    if (outcome === "bookmark") bookmarks.set(finding.group.id, (bookmarks.get(finding.group.id) ?? 0) + 1);
    bySlot.set(finding.slot.from, { ...record, reserved: [...record.reserved, reservation] });
    changed.add(finding.slot.from);
    return { finding, reservation, late };
  });
  return { reserved, changed: [...changed].map((from) => bySlot.get(from) as SlotRecord) };
}

function countBookmarks(slots: readonly SlotRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { group, outcome } of slots.flatMap(({ reserved }) => reserved)) {
    if (outcome === "bookmark") counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

function outcomeOf(record: SlotRecord, cap: number, bookmarks: number): Outcome {
  const used = record.reserved.filter(({ outcome }) => outcome !== "storm").length;
  if (used >= cap) return "storm";
  return bookmarks < MOST_BOOKMARKS ? "bookmark" : "listed";
}

/** The same slots with the reservations marked as delivered. */
export function markDelivered(slots: readonly SlotRecord[], generations: ReadonlyMap<string, number>): SlotRecord[] {
  const mark = (entry: Reservation): Reservation =>
    entry.delivered === 0 && generations.has(entry.id) ? { ...entry, delivered: generations.get(entry.id) ?? 0 } : entry;
  return slots
    .filter(({ reserved }) => reserved.some(({ id, delivered }) => delivered === 0 && generations.has(id)))
    .map((record) => ({ ...record, reserved: record.reserved.map(mark) }));
}
