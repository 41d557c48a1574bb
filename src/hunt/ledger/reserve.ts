import type { Window } from "../base/window.ts";
import { bandName } from "../findings/band.ts";
import type { Finding, GroupKey } from "../findings/finding.ts";
import { soughtIds } from "./packed-ids.ts";
import { findingPlace, namedGeneration, placeKey, type Reservation } from "./reservation.ts";
import type { Disposition } from "./reservation-list.ts";
import { emptySlot, type SlotRecord, slotKey } from "./slot.ts";

/** Sentinel shows at most 20 bookmarks of an incident. */
const MOST_BOOKMARKS = 20;

export interface Reserved {
  readonly finding: Finding;
  readonly reservation: Reservation;
  /** The slot was closed before the finding came. */
  readonly late: boolean;
}

export interface Caps {
  /** The most findings of a slot that may have resources of their own, for a group's band. */
  readonly capOf: (group: GroupKey) => number;
  /** Whether a group is limited to the bookmarks that one incident can show. */
  readonly limitsBookmarks: (group: GroupKey) => boolean;
  /** By group, the incident generation to which its new findings are added; 1 for other groups. */
  readonly homes: ReadonlyMap<string, number>;
}

/**
 * Gives each finding its outcome: the one that the ledger has, or a new one according to the caps.
 * `slots` must contain every known slot of the spans in which the findings lie.
 */
export function reserve(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  caps: Caps,
): { reserved: Reserved[]; changed: SlotRecord[] } {
  const books = new Map(slots.map((record) => [slotKey(record.slot), openBook(record)]));
  const places = findPlaces(findings, slots);
  const bookmarks = countBookmarks(findings, slots, caps);
  const reserved = findings.map((finding): Reserved => {
    const known = places.get(findingPlace(finding));
    if (known) return { finding, reservation: known, late: false };
    const book = findBook(finding.slot, books);
    const reservation = newReservation(finding, book, bookmarks, caps);
    book.added.push(reservation);
    if (reservation.outcome !== "storm") countPlace(reservation.band, book);
    places.set(findingPlace(finding), reservation);
    return { finding, reservation, late: book.record.state === "closed" };
  });
  const changed = [...books.values()].filter(({ added }) => added.length > 0);
  return {
    reserved,
    changed: changed.map(({ record, added }) => ({
      ...record,
      reserved: record.reserved.with(added),
    })),
  };
}

/**
 * A slot while its places are assigned: the new reservations, and how many findings of each band
 * are not above the cap.
 */
interface Book {
  readonly record: SlotRecord;
  readonly added: Reservation[];
  readonly placed: Map<Reservation["band"], number>;
}

function openBook(record: SlotRecord): Book {
  return { record, added: [], placed: new Map() };
}

function placesIn(band: Reservation["band"], { record, placed }: Book): number {
  const count =
    placed.get(band) ??
    record.reserved.count((entry) => entry.outcome !== "storm" && entry.band === band);
  placed.set(band, count);
  return count;
}

function countPlace(band: Reservation["band"], book: Book): void {
  book.placed.set(band, placesIn(band, book) + 1);
}

function findBook(slot: Window, books: Map<string, Book>): Book {
  const key = slotKey(slot);
  const book = books.get(key) ?? openBook(emptySlot(slot));
  books.set(key, book);
  return book;
}

/**
 * The findings' places by finding and group, whichever slot they are in: the rule's slots may have
 * been cut differently when a finding was first found.
 */
function findPlaces(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
): Map<string, Reservation> {
  const ids = soughtIds(findings.map(({ id }) => id));
  const places = new Map<string, Reservation>();
  for (const { reserved } of slots)
    for (const entry of reserved.ofFindings(ids))
      places.set(placeKey(entry.id, entry.group), entry);
  return places;
}

/** How many bookmarks the incidents have, by group and generation. */
function countBookmarks(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  { limitsBookmarks, homes }: Caps,
): Map<string, number> {
  const counts = new Map<string, number>();
  const limited = findings.filter(({ group }) => limitsBookmarks(group));
  if (limited.length === 0) return counts;
  const groups = soughtIds(limited.map(({ group }) => group.id));
  for (const { reserved } of slots)
    for (const { group, disposition } of reserved.inGroups(groups)) {
      const { outcome, unrelated, row } = disposition;
      if (outcome !== "bookmark" || unrelated || row) continue;
      const place = placeKey(group, generationFor(group, disposition, homes));
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  return counts;
}

/**
 * The generation that a finding is in, or will be in: a finding that is not written yet moves on to
 * the current generation of its group.
 */
function generationFor(group: string, disposition: Disposition, homes: Caps["homes"]): number {
  const { generation, aside } = disposition;
  return namedGeneration(disposition) || (aside ? generation : (homes.get(group) ?? generation));
}

function newReservation(
  { id, group }: Finding,
  book: Book,
  bookmarks: Map<string, number>,
  { capOf, limitsBookmarks, homes }: Caps,
): Reservation {
  const generation = homes.get(group.id) ?? 1;
  const band = bandName(group.band);
  const base = { id, group: group.id, generation, delivered: 0, ...(band && { band }) };
  if (placesIn(band, book) >= capOf(group)) return { ...base, outcome: "storm" };
  if (!limitsBookmarks(group)) return { ...base, outcome: "bookmark" };
  const place = placeKey(group.id, generation);
  const used = bookmarks.get(place) ?? 0;
  if (used >= MOST_BOOKMARKS) {
    // The slot's comment is already written and cannot list a late finding, so the finding gets a
    // bookmark without a relation.
    return book.record.state === "closed"
      ? { ...base, outcome: "bookmark", unrelated: true }
      : { ...base, outcome: "listed" };
  }
  bookmarks.set(place, used + 1);
  return { ...base, outcome: "bookmark" };
}
