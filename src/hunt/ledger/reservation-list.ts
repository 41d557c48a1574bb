import { ID_WORDS, packId, type SoughtIds, soughtAt, unpackId } from "./packed-ids.ts";
import type { Reservation } from "./reservation.ts";

/**
 * How many reservations a page holds: about 200 KB as compressed JSON, which fits a row of a table.
 */
export const PAGE = 5_000;

/** A reservation without its finding and group: there are only a few different ones. */
export type Disposition = Omit<Reservation, "id" | "group">;

/** What the reservation of a finding of a group says. */
export interface InGroup {
  readonly group: string;
  readonly disposition: Disposition;
}

/** Consecutive reservations, packed into 34 bytes each. */
export interface ReservationPage {
  /** The id of each finding and of its group. */
  readonly words: Int32Array;
  /** The index in `dispositions` for each reservation. */
  readonly places: Uint16Array;
  readonly dispositions: readonly Disposition[];
}

const STEP = 2 * ID_WORDS;

/**
 * Reservations in order of delivery. Like a readonly array, the list never changes, but it is
 * compact: a day's slots can hold hundreds of thousands. Adding or changing reservations makes a
 * new list, which shares the unchanged pages.
 */
export class ReservationList implements Iterable<Reservation> {
  readonly pages: readonly ReservationPage[];

  constructor(pages: readonly ReservationPage[]) {
    this.pages = pages;
  }

  static of(entries: readonly Reservation[]): ReservationList {
    return new ReservationList(pack(entries));
  }

  get length(): number {
    return this.pages.reduce((sum, { places }) => sum + places.length, 0);
  }

  [Symbol.iterator](): Generator<Reservation, void> {
    return this.where(() => true);
  }

  /** The form in which a ledger in a file stores it. */
  toJSON(): Reservation[] {
    return [...this];
  }

  /** The reservations of some findings. */
  *ofFindings(sought: SoughtIds): Generator<Reservation, void> {
    for (const page of this.pages)
      for (let at = 0; at < page.places.length; at++)
        if (soughtAt(sought, page.words, at * STEP)) yield entryAt(page, at);
  }

  /** What the reservations of some groups say, whichever findings they are for. */
  *inGroups(sought: SoughtIds): Generator<InGroup, void> {
    for (const { words, places, dispositions } of this.pages)
      for (let at = 0; at < places.length; at++) {
        const group = soughtAt(sought, words, at * STEP + ID_WORDS);
        if (group) yield { group, disposition: dispositions[places[at] ?? 0] as Disposition };
      }
  }

  *where(test: (disposition: Disposition) => boolean): Generator<Reservation, void> {
    for (const page of this.pages) {
      const chosen = page.dispositions.map(test);
      if (!chosen.includes(true)) continue;
      for (let at = 0; at < page.places.length; at++)
        if (chosen[page.places[at] ?? 0]) yield entryAt(page, at);
    }
  }

  some(test: (disposition: Disposition) => boolean): boolean {
    return this.pages.some(({ dispositions }) => dispositions.some(test));
  }

  count(test: (disposition: Disposition) => boolean): number {
    let count = 0;
    for (const { places, dispositions } of this.pages) {
      const chosen = dispositions.map(test);
      for (const place of places) if (chosen[place]) count += 1;
    }
    return count;
  }

  with(added: readonly Reservation[]): ReservationList {
    const last = this.pages.at(-1);
    if (!last || last.places.length === PAGE)
      return new ReservationList([...this.pages, ...pack(added)]);
    const tail = [...new ReservationList([last]), ...added];
    return new ReservationList([...this.pages.slice(0, -1), ...pack(tail)]);
  }

  /** Changes the reservations of some findings; returns this same list if none of them changes. */
  change(sought: SoughtIds, to: (entry: Reservation) => Reservation): ReservationList {
    const pages = this.pages.map((page) => {
      const changes = new Map<number, Reservation>();
      for (let at = 0; at < page.places.length; at++) {
        if (!soughtAt(sought, page.words, at * STEP)) continue;
        const before = entryAt(page, at);
        const after = to(before);
        if (after !== before) changes.set(at, after);
      }
      return changes.size === 0 ? page : packPage(unpackPage(page, changes));
    });
    return pages.every((page, index) => page === this.pages[index])
      ? this
      : new ReservationList(pages);
  }
}

function pack(entries: readonly Reservation[]): ReservationPage[] {
  return Array.from({ length: Math.ceil(entries.length / PAGE) }, (_, index) =>
    packPage(entries.slice(index * PAGE, (index + 1) * PAGE)),
  );
}

function packPage(entries: readonly Reservation[]): ReservationPage {
  const words = new Int32Array(entries.length * STEP);
  const places = new Uint16Array(entries.length);
  const dispositions = new Map<
    string,
    { readonly place: number; readonly disposition: Disposition }
  >();
  for (const [at, { id, group, ...disposition }] of entries.entries()) {
    packId(id, words, at * STEP);
    packId(group, words, at * STEP + ID_WORDS);
    const text = JSON.stringify(disposition);
    const kept = dispositions.get(text) ?? { place: dispositions.size, disposition };
    dispositions.set(text, kept);
    places[at] = kept.place;
  }
  return {
    words,
    places,
    dispositions: [...dispositions.values()].map(({ disposition }) => disposition),
  };
}

function entryAt({ words, places, dispositions }: ReservationPage, at: number): Reservation {
  return {
    id: unpackId(words, at * STEP),
    group: unpackId(words, at * STEP + ID_WORDS),
    ...(dispositions[places[at] ?? 0] as Disposition),
  };
}

function unpackPage(
  page: ReservationPage,
  changes: ReadonlyMap<number, Reservation>,
): Reservation[] {
  return Array.from(page.places, (_, at) => changes.get(at) ?? entryAt(page, at));
}
