import { describe, expect, test } from "vitest";
import { findingId } from "../../../src/hunt/base/ids.ts";
import type { Finding } from "../../../src/hunt/findings/finding.ts";
import { placeKey, type Stood } from "../../../src/hunt/ledger/reservation.ts";
import { ReservationList } from "../../../src/hunt/ledger/reservation-list.ts";
import { reserve } from "../../../src/hunt/ledger/reserve.ts";
import { emptySlot } from "../../../src/hunt/ledger/slot.ts";
import { markWritten } from "../../../src/hunt/ledger/written.ts";

const slot = { from: 0, to: 100 };
const LAST = { from: 0, delivery: "incident", severity: "Low" } as const;
const idOf = (name: string) => findingId({ ruleId: "r", workspaceId: "w" }, [name]);
const finding = (id: string, group = "g", in_ = slot) =>
  ({
    id: idOf(id),
    slot: in_,
    group: { id: idOf(group), band: LAST, values: [], span: { from: 0, to: 1000 } },
  }) as unknown as Finding;
const placed = (id: string, group = "g") => placeKey(idOf(id), idOf(group));
const many = (count: number, prefix = "f") =>
  Array.from({ length: count }, (_, index) => finding(`${prefix}${index}`));
const outcomes = (reserved: readonly { reservation: { outcome: string } }[]) =>
  reserved.map(({ reservation }) => reservation.outcome);

describe("reservations", () => {
  test("below the caps every finding has a bookmark", () => {
    const { reserved, changed } = reserve(many(3), [], {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    expect(outcomes(reserved)).toEqual(["bookmark", "bookmark", "bookmark"]);
    expect(changed[0]!.reserved).toHaveLength(3);
  });

  test("an incident shows 20 bookmarks, the others are listed, in whichever slots they lie", () => {
    const first = reserve(many(15, "a"), [], {
      capOf: () => 100,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    const later = Array.from({ length: 15 }, (_, index) =>
      finding(`b${index}`, "g", { from: 100, to: 200 }),
    );
    const second = reserve(later, first.changed, {
      capOf: () => 100,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    expect(outcomes(second.reserved).filter((outcome) => outcome === "bookmark")).toHaveLength(5);
    expect(outcomes(second.reserved).filter((outcome) => outcome === "listed")).toHaveLength(10);
  });

  test("what is not written yet takes a place in the incident that its group is at by now", () => {
    const place = (id: string, generation: number, delivered: number) => ({
      id: idOf(id),
      group: idOf("g"),
      outcome: "bookmark" as const,
      generation,
      delivered,
    });
    const reserved = [
      place("moved", 1, 0),
      ...Array.from({ length: 18 }, (_, index) => place(`d${index}`, 2, 2)),
      place("late", 1, 2),
    ];
    const caps = {
      capOf: () => 100,
      limitsBookmarks: () => true,
      homes: new Map([[idOf("g"), 2]]),
    };
    expect(
      outcomes(
        reserve(
          [finding("new")],
          [{ ...emptySlot(slot), reserved: ReservationList.of(reserved) }],
          caps,
        ).reserved,
      ),
    ).toEqual(["listed"]);
    const closed = { ...caps, homes: new Map([[idOf("g"), 3]]) };
    expect(
      outcomes(
        reserve(many(20), [{ ...emptySlot(slot), reserved: ReservationList.of(reserved) }], closed)
          .reserved,
      ).filter((one) => one === "listed"),
    ).toHaveLength(1);
  });

  test("above the slot's cap a finding goes to the storm, and each is accounted for once", () => {
    const { reserved } = reserve(many(8), [], {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    expect(outcomes(reserved).filter((outcome) => outcome === "storm")).toHaveLength(3);
    expect(new Set(reserved.map(({ reservation }) => reservation.id)).size).toBe(8);
  });

  test("each band has a cap of its own: many harmless findings push no incident into the storm", () => {
    const band = { from: 25, delivery: "incident", severity: "Medium" } as const;
    const graded = (count: number, prefix: string): Finding[] =>
      many(count, prefix).map((one) => ({ ...one, group: { ...one.group, band } }));
    const caps = { capOf: () => 5, limitsBookmarks: () => true, homes: new Map() };
    const first = reserve([...many(8), ...graded(2, "i")], [], caps);
    expect(outcomes(first.reserved).slice(5)).toEqual([
      ...["storm", "storm", "storm"],
      ...["bookmark", "bookmark"],
    ]);
    const second = reserve([...many(1, "n"), ...graded(4, "j")], first.changed, caps);
    expect(outcomes(second.reserved)).toEqual([
      "storm",
      ...["bookmark", "bookmark", "bookmark", "storm"],
    ]);
  });

  test("a finding that the ledger knows keeps its outcome, also when others came before it", () => {
    const first = reserve(many(5), [], {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    const again = reserve([finding("f4"), finding("new"), finding("f0")], first.changed, {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    expect(outcomes(again.reserved)).toEqual(["bookmark", "storm", "bookmark"]);
  });

  test("a new finding of a closed slot is late, a known one is not", () => {
    const closed = {
      ...emptySlot(slot),
      state: "closed" as const,
      reserved: ReservationList.of([
        {
          id: idOf("f0"),
          group: idOf("g"),
          outcome: "bookmark" as const,
          generation: 1,
          delivered: 1,
        },
      ]),
    };
    const { reserved } = reserve(many(2), [closed], {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    expect(reserved.map(({ late }) => late)).toEqual([false, true]);
  });

  test("delivery is marked once and keeps its generation", () => {
    const { changed } = reserve(many(2), [], {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    const delivered = (generation: number) => ({
      delivered: new Map([[placed("f0"), generation]]),
      stood: new Map(),
      aside: new Set<string>(),
      grouped: new Set<string>(),
      rows: new Set<string>(),
    });
    const once = markWritten(changed, delivered(1));
    expect([...once[0]!.reserved].map((entry) => entry.delivered)).toEqual([1, 0]);
    expect(markWritten(once, delivered(2))).toEqual([]);
  });

  test("a finding that was grouped otherwise before is delivered in the group that it was written to", () => {
    const place = { id: idOf("f"), outcome: "bookmark" as const, generation: 1, delivered: 0 };
    const record = {
      ...emptySlot(slot),
      reserved: ReservationList.of([
        { ...place, group: idOf("old") },
        { ...place, group: idOf("new") },
      ]),
    };
    const [marked] = markWritten([record], {
      delivered: new Map([[placed("f", "new"), 2]]),
      stood: new Map(),
      aside: new Set(),
      grouped: new Set<string>(),
      rows: new Set<string>(),
    });
    expect([...marked!.reserved].map(({ delivered }) => delivered)).toEqual([0, 2]);
  });

  test("what stood of an undelivered finding is kept, added to, and gone with its delivery", () => {
    const { changed } = reserve(many(1), [], {
      capOf: () => 5,
      limitsBookmarks: () => true,
      homes: new Map(),
    });
    const stood = (part: Stood) => ({
      delivered: new Map<string, number>(),
      stood: new Map([[placed("f0"), part]]),
      aside: new Set<string>(),
      grouped: new Set<string>(),
      rows: new Set<string>(),
    });
    const bookmarked = markWritten(changed, stood({ bookmark: true }));
    expect(markWritten(bookmarked, stood({ bookmark: true }))).toEqual([]);
    const both = markWritten(bookmarked, stood({ incident: 2 }));
    expect([...both[0]!.reserved][0]).toMatchObject({
      delivered: 0,
      stood: { bookmark: true, incident: 2 },
    });
    const done = markWritten(both, {
      delivered: new Map([[placed("f0"), 2]]),
      stood: new Map(),
      aside: new Set<string>(),
      grouped: new Set<string>(),
      rows: new Set<string>(),
    });
    expect([...done[0]!.reserved][0]).toEqual({
      id: idOf("f0"),
      group: idOf("g"),
      outcome: "bookmark",
      generation: 1,
      delivered: 2,
    });
  });
});
