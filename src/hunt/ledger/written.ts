import type { Finding } from "../findings/finding.ts";
import { soughtIds } from "./packed-ids.ts";
import { findingPlace, placeKey, type Reservation, type Stood } from "./reservation.ts";
import type { SlotRecord } from "./slot.ts";

/**
 * What became of findings, by `placeKey` of finding and group: the incident generation they were
 * delivered to, or which of their resources were written.
 */
export interface Written {
  readonly delivered: ReadonlyMap<string, number>;
  readonly stood: ReadonlyMap<string, Stood>;
  readonly aside: ReadonlySet<string>;
  /** Those of the delivered findings that their group's bookmark represents. */
  readonly grouped: ReadonlySet<string>;
  /** Those of the delivered findings that are rows of the table of findings. */
  readonly rows: ReadonlySet<string>;
}

/**
 * Records in the slots' reservations what was written. Returns only the slots that this changes.
 */
export function markWritten(slots: readonly SlotRecord[], written: Written): SlotRecord[] {
  const places = [...written.delivered.keys(), ...written.stood.keys(), ...written.aside];
  const ids = soughtIds(places.map((place) => place.split(" ")[0] ?? ""));
  return slots.flatMap((record) => {
    const reserved = record.reserved.change(ids, (entry) => markOne(entry, written));
    return reserved === record.reserved ? [] : [{ ...record, reserved }];
  });
}

function markOne(entry: Reservation, written: Written): Reservation {
  const { delivered, stood, aside, grouped, rows } = written;
  if (entry.delivered > 0) return entry;
  const place = placeKey(entry.id, entry.group);
  const { stood: before, aside: _, ...rest } = entry;
  const generation = delivered.get(place);
  if (generation !== undefined)
    return {
      ...rest,
      delivered: generation,
      ...(grouped.has(place) ? { grouped: true } : {}),
      ...(rows.has(place) ? { row: true } : {}),
    };
  const after = { ...before, ...stood.get(place) };
  if (aside.has(place) && !entry.aside) return { ...entry, stood: after, aside: true };
  return after.bookmark === before?.bookmark && after.incident === before?.incident
    ? entry
    : { ...entry, stood: after };
}

/** The findings that, according to the slots, were neither delivered nor set aside. */
export function undelivered(findings: readonly Finding[], slots: readonly SlotRecord[]): Finding[] {
  const ids = soughtIds(findings.map(({ id }) => id));
  const done = new Set<string>();
  for (const { reserved } of slots)
    for (const { id, group, delivered, aside } of reserved.ofFindings(ids))
      if (delivered > 0 || aside) done.add(placeKey(id, group));
  return findings.filter((finding) => !done.has(findingPlace(finding)));
}

/** Those of the given findings' ids that the slots contain. */
export function knownIds(ids: Iterable<string>, slots: readonly SlotRecord[]): Set<string> {
  const sought = soughtIds(ids);
  return new Set(
    slots.flatMap(({ reserved }) => [...reserved.ofFindings(sought)].map(({ id }) => id)),
  );
}
