import type { Window } from "../base/window.ts";
import type { Finding } from "../findings/finding.ts";

/**
 * bookmark: has resources of its own; listed: only in comments; storm: above the slot's cap, in the
 * span's storm.
 */
export type Outcome = "bookmark" | "listed" | "storm";

/** What the ledger knows of one finding. */
export interface Reservation {
  readonly id: string;
  readonly group: string;
  readonly outcome: Outcome;
  /** The incident generation it was reserved a place in; 1 without incidents. */
  readonly generation: number;
  /** A late finding for which the incident has no room: it has a bookmark and no relation. */
  readonly unrelated?: true;
  /** The incident generation its resources were written to; 0 until all of them stood. */
  readonly delivered: number;
  /** What stood of it when something else failed; a crash leaves nothing here. */
  readonly stood?: Stood;
  /** Azure refuses what would be written of it: nothing tries again. */
  readonly aside?: true;
}

/**
 * Resources of an undelivered finding that were written: where one is not there any more, somebody
 * deleted it.
 */
export interface Stood {
  readonly bookmark?: true;
  /** The incident's generation. */
  readonly incident?: number;
}

/** A slot's findings, in order of delivery; reserved before anything is written to Azure. */
export interface SlotRecord {
  readonly version: 1;
  readonly slot: Window;
  readonly state: "open" | "closed";
  readonly reserved: readonly Reservation[];
  /** Incidents that got a comment when the slot closed. */
  readonly commented: readonly string[];
  /** A job began to write its comments, and has not said that it wrote all of them. */
  readonly commenting?: true;
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

export interface Caps {
  /** Findings of a slot with resources of their own. */
  readonly cap: number;
  /** Whether a group is held to the bookmarks that one incident can show. */
  readonly limitBookmarks: boolean;
  /** The incident generation that new findings of a group go to; 1 where none is named. */
  readonly homes: ReadonlyMap<string, number>;
}

/**
 * Gives each finding its outcome: the one it has in the ledger, or a new one by the caps. `slots`
 * is every known slot of the spans the findings lie in.
 */
export function reserve(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  caps: Caps,
): { reserved: Reserved[]; changed: SlotRecord[] } {
  const bySlot = new Map(slots.map((record) => [slotKey(record.slot), openBook(record)]));
  const places = placesIn(slots, findings);
  const bookmarks = countBookmarks(slots, caps.homes);
  const reserved = findings.map((finding): Reserved => {
    const known = places.get(placeOf(finding.id, finding.group.id));
    if (known) return { finding, reservation: known, late: false };
    const key = slotKey(finding.slot);
    const book = bySlot.get(key) ?? openBook(emptySlot(finding.slot));
    bySlot.set(key, book);
    const reservation = newReservation(finding, book, bookmarks, caps);
    book.added.push(reservation);
    if (reservation.outcome !== "storm") book.placed += 1;
    places.set(placeOf(finding.id, finding.group.id), reservation);
    return { finding, reservation, late: book.record.state === "closed" };
  });
  const changed = [...bySlot.values()].filter(({ added }) => added.length > 0);
  return {
    reserved,
    changed: changed.map(({ record, added }) => ({
      ...record,
      reserved: [...record.reserved, ...added],
    })),
  };
}

/** A slot while places in it are given: what is added, and how many have a place below the cap. */
interface Book {
  readonly record: SlotRecord;
  readonly added: Reservation[];
  placed: number;
}

function openBook(record: SlotRecord): Book {
  return {
    record,
    added: [],
    placed: record.reserved.filter(({ outcome }) => outcome !== "storm").length,
  };
}

/**
 * Slots that begin together may be of two sizes, where the rule's slots were cut otherwise before.
 */
function slotKey({ from, to }: Window): string {
  return `${from} ${to}`;
}

export const placeOf = (one: string, other: number | string) => `${one} ${other}`;

/**
 * The findings' places by finding and group, whichever slot they are in: a rule's slots may have
 * been cut otherwise when it was found. The spans can hold hundreds of thousands of others.
 */
function placesIn(
  slots: readonly SlotRecord[],
  findings: readonly Finding[],
): Map<string, Reservation> {
  const ids = new Set(findings.map(({ id }) => id));
  const places = new Map<string, Reservation>();
  for (const { reserved } of slots)
    for (const entry of reserved)
      if (ids.has(entry.id)) places.set(placeOf(entry.id, entry.group), entry);
  return places;
}

function countBookmarks(slots: readonly SlotRecord[], homes: Caps["homes"]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reserved } of slots)
    for (const entry of reserved) {
      if (entry.outcome !== "bookmark" || entry.unrelated) continue;
      const place = placeOf(entry.group, generationOf(entry, homes));
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  return counts;
}

/**
 * Where it is, or will be: what is not written yet goes on to the generation that its group is at
 * by now.
 */
function generationOf(
  { group, generation, delivered, stood, aside }: Reservation,
  homes: Caps["homes"],
): number {
  const known = delivered || (stood?.incident ?? 0);
  return known > 0 ? known : aside ? generation : (homes.get(group) ?? generation);
}

function newReservation(
  { id, group }: Finding,
  { record, placed }: Book,
  bookmarks: Map<string, number>,
  { cap, limitBookmarks, homes }: Caps,
): Reservation {
  const generation = homes.get(group.id) ?? 1;
  const base = { id, group: group.id, generation, delivered: 0 };
  if (placed >= cap) return { ...base, outcome: "storm" };
  const place = placeOf(group.id, generation);
  const used = bookmarks.get(place) ?? 0;
  if (limitBookmarks && used >= MOST_BOOKMARKS) {
    // The slot's comment is written already, so a late finding is listed nowhere: its bookmark
    // stands alone.
    return record.state === "closed"
      ? { ...base, outcome: "bookmark", unrelated: true }
      : { ...base, outcome: "listed" };
  }
  bookmarks.set(place, used + 1);
  return { ...base, outcome: "bookmark" };
}

/**
 * What became of findings, by `placeOf` finding and group: the incident generation they were
 * delivered to, or what stood of them.
 */
export interface Written {
  readonly delivered: ReadonlyMap<string, number>;
  readonly stood: ReadonlyMap<string, Stood>;
  readonly aside: ReadonlySet<string>;
}

/** Those of the slots that change when their reservations say what was written. */
export function markWritten(slots: readonly SlotRecord[], written: Written): SlotRecord[] {
  return slots.flatMap((record) => {
    const reserved = record.reserved.map((entry) => markOne(entry, written));
    return reserved.some((entry, index) => entry !== record.reserved[index])
      ? [{ ...record, reserved }]
      : [];
  });
}

function markOne(entry: Reservation, { delivered, stood, aside }: Written): Reservation {
  if (entry.delivered > 0) return entry;
  const place = placeOf(entry.id, entry.group);
  const { stood: before, aside: _, ...rest } = entry;
  const generation = delivered.get(place);
  if (generation !== undefined) return { ...rest, delivered: generation };
  const after = { ...before, ...stood.get(place) };
  if (aside.has(place) && !entry.aside) return { ...entry, stood: after, aside: true };
  return after.bookmark === before?.bookmark && after.incident === before?.incident
    ? entry
    : { ...entry, stood: after };
}

/** The findings of which the slots do not say that they were delivered, or set aside. */
export function undelivered(findings: readonly Finding[], slots: readonly SlotRecord[]): Finding[] {
  const ids = new Set(findings.map(({ id }) => id));
  const done = new Set<string>();
  for (const { reserved } of slots)
    for (const { id, group, delivered, aside } of reserved)
      if ((delivered > 0 || aside) && ids.has(id)) done.add(placeOf(id, group));
  return findings.filter(({ id, group }) => !done.has(placeOf(id, group.id)));
}

export function beginsIn({ slot }: SlotRecord, { from, to }: Window): boolean {
  return from <= slot.from && slot.from < to;
}

/** The slots with some of them replaced, by time. */
export function merged(
  before: readonly SlotRecord[],
  changed: readonly SlotRecord[],
): SlotRecord[] {
  const slots = new Map([...before, ...changed].map((record) => [slotKey(record.slot), record]));
  return [...slots.values()].sort((a, b) => a.slot.from - b.slot.from || a.slot.to - b.slot.to);
}
