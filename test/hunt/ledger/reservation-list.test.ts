import fc from "fast-check";
import { expect, test } from "vitest";
import { findingId, groupId } from "../../../src/hunt/base/ids.ts";
import { isId, packId, soughtIds, unpackId } from "../../../src/hunt/ledger/packed-ids.ts";
import type { Reservation } from "../../../src/hunt/ledger/reservation.ts";
import { PAGE, ReservationList } from "../../../src/hunt/ledger/reservation-list.ts";

const owner = { ruleId: "r", workspaceId: "w" };
const idOf = (name: number) => findingId(owner, [String(name)]);
const groupOf = (name: number) => groupId(owner, [String(name)], 0);

const reservation: fc.Arbitrary<Reservation> = fc.record(
  {
    id: fc.nat(30).map(idOf),
    group: fc.nat(5).map(groupOf),
    outcome: fc.constantFrom("bookmark", "listed", "storm"),
    generation: fc.nat(3),
    delivered: fc.nat(2),
    unrelated: fc.constant(true as const),
    aside: fc.constant(true as const),
    stood: fc.record(
      { bookmark: fc.constant(true as const), incident: fc.nat(2) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["id", "group", "outcome", "generation", "delivered"] },
);
const some = fc.array(reservation, { maxLength: 40 });
const names = fc.array(fc.nat(40), { maxLength: 10 });

test("an id comes back from its words as it was; what is no id is refused", () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const words = new Int32Array(6);
      packId(id, words, 1);
      expect(unpackId(words, 1)).toBe(id);
    }),
  );
  for (const text of ["", "g", idOf(1).toUpperCase(), `${idOf(1)} `]) {
    expect(isId(text)).toBe(false);
    expect(() => packId(text, new Int32Array(4), 0)).toThrow("is not the id");
  }
});

test("a list answers as an array of its reservations does, and leaves the one before as it was", () => {
  fc.assert(
    fc.property(some, some, names, names, (first, more, ids, groups) => {
      const before = ReservationList.of(first);
      const list = before.with(more);
      const all = [...first, ...more];
      expect([...before]).toEqual(first);
      expect([...list]).toEqual(all);
      expect([list.length, JSON.parse(JSON.stringify(list))]).toEqual([all.length, all]);
      const wanted = new Set(ids.map(idOf));
      const sought = soughtIds(wanted);
      expect([...list.ofFindings(sought)]).toEqual(all.filter(({ id }) => wanted.has(id)));
      const own = new Set(groups.map(groupOf));
      expect([...list.inGroups(soughtIds(own))]).toEqual(
        all
          .filter(({ group }) => own.has(group))
          .map(({ id: _, group, ...disposition }) => ({ group, disposition })),
      );
      const isStorm = ({ outcome }: Pick<Reservation, "outcome">) => outcome === "storm";
      expect([...list.where(isStorm)]).toEqual(all.filter(isStorm));
      expect([list.count(isStorm), list.some(isStorm)]).toEqual([
        all.filter(isStorm).length,
        all.some(isStorm),
      ]);
      const mark = (one: Reservation): Reservation =>
        one.delivered > 0 ? one : { ...one, delivered: 9 };
      const changed = list.change(sought, mark);
      expect([...changed]).toEqual(all.map((one) => (wanted.has(one.id) ? mark(one) : one)));
      expect(changed.change(sought, mark)).toBe(changed);
    }),
  );
});

test("pages that stay as they were are the same ones in the list that a change makes", () => {
  // All of them begin alike.
  const numbered = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const entry = (index: number): Reservation => ({
    id: numbered(index),
    group: groupOf(0),
    outcome: "storm",
    generation: 1,
    delivered: 0,
  });
  const list = ReservationList.of(Array.from({ length: 2 * PAGE + 1 }, (_, index) => entry(index)));
  const longer = list.with([entry(3 * PAGE), entry(4 * PAGE)]);
  expect(longer.pages.map(({ places }) => places.length)).toEqual([PAGE, PAGE, 3]);
  const changed = longer.change(soughtIds([numbered(PAGE)]), (one) => ({ ...one, delivered: 1 }));
  const same = (a: ReservationList, b: ReservationList) =>
    a.pages.map((page, index) => page === b.pages[index]);
  expect(same(longer, list)).toEqual([true, true, false]);
  expect(same(changed, longer)).toEqual([true, false, true]);
  expect([...changed][PAGE]).toEqual({ ...entry(PAGE), delivered: 1 });
});
