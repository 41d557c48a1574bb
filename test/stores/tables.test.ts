import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import { findingId, groupId } from "../../src/hunt/base/ids.ts";
import { NO_WATCH } from "../../src/hunt/ledger/lane-memory.ts";
import type { Reservation } from "../../src/hunt/ledger/reservation.ts";
import { ReservationList } from "../../src/hunt/ledger/reservation-list.ts";
import { emptySlot } from "../../src/hunt/ledger/slot.ts";
import type { TableRow, TableRows } from "../../src/stores/table-rows.ts";
import { tablesStore } from "../../src/stores/tables.ts";
import { testCoverageStore } from "../conformance/coverage-store.ts";
import { type Azurite, startAzurite } from "./azurite.ts";

let azurite: Azurite;
let names = 0;
const opened: TableRows[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
  for (let index = 0; index < 28; index++) opened.push(await fresh());
});
afterAll(() => azurite?.stop());

async function fresh(): Promise<TableRows> {
  names += 1;
  return tableRows(await openTable(`hunts${names}`, { connection: azurite.connection }));
}

const key = { ruleId: "r", workspaceId: "w" };
const places = (count: number): Reservation[] =>
  Array.from({ length: count }, (_, index) => ({
    id: findingId(key, [String(index)]),
    group: groupId(key, [], 0),
    outcome: "bookmark",
    generation: 1,
    delivered: 0,
  }));

describe("in Azure Tables", () => {
  testCoverageStore(() => {
    const rows = opened.pop()!;
    return { open: () => tablesStore(rows) };
  });

  test("a lease that is renewed by the one who took it is given back by it, and by nobody else", async () => {
    const rows = await fresh();
    const [one, other] = [tablesStore(rows), tablesStore(rows)];
    expect(await one.lease(key, "a", { from: 0, to: 100 })).toBe("taken");
    for (const from of [10, 20])
      expect(await one.renew(key, "a", { from, to: from + 100 })).toBe(true);
    expect(await other.lease(key, "b", { from: 119, to: 219 })).toBe("held");
    expect(await other.lease(key, "b", { from: 120, to: 220 })).toBe("abandoned");
    expect(await one.renew(key, "a", { from: 130, to: 230 })).toBe(false);
    await one.release(key, "a");
    expect(await one.lease(key, "a", { from: 219, to: 300 })).toBe("held");
    await other.release(key, "b");
    expect(await one.renew(key, "a", { from: 99, to: 199 })).toBe(false);
    expect(await one.lease(key, "a", { from: 219, to: 300 })).toBe("taken");
    await one.release(key, "a");
    expect(await tablesStore(rows).lease(key, "c", { from: 220, to: 300 })).toBe("taken");
  });

  test("coverage that somebody else adds while a lease is held is not lost", async () => {
    const rows = await fresh();
    const [one, other] = [tablesStore(rows), tablesStore(rows)];
    await one.lease(key, "a", { from: 0, to: 100 });
    expect((await one.read(key)).coverage.covered).toEqual([]);
    await other.cover(key, { from: 0, to: 10 });
    expect((await one.cover(key, { from: 20, to: 30 })).covered).toEqual([
      { from: 0, to: 10 },
      { from: 20, to: 30 },
    ]);
    await other.setLongest(key, 7);
    expect(await one.cover(key, { from: 10, to: 20 })).toMatchObject({
      covered: [{ from: 0, to: 30 }],
      longest: 7,
    });
    expect((await tablesStore(rows).read(key)).coverage).toMatchObject({
      covered: [{ from: 0, to: 30 }],
      longest: 7,
    });
  });

  test("forgetting ends when its time is over, and goes on the next time", async () => {
    const rows = await fresh();
    const store = tablesStore(rows);
    for (const index of [1, 2, 3]) {
      await store.putSlots(key, [
        { ...emptySlot({ from: index, to: index + 1 }), state: "closed" },
      ]);
      await store.addUses("Main", index, { hits: { a: 1 }, rules: [] });
    }
    let asked = 0;
    const before = { slots: 10, runs: 10 };
    expect(await store.prune(before, () => asked++ > 0)).toBe(3);
    expect((await store.uses(0)).hits).toEqual({ a: 3 });
    expect(await store.prune(before)).toBe(3);
    expect((await store.uses(0)).hits).toEqual({});
  });

  test("a tick of an app that knows of no watch reads the lanes, and leaves the watch, so that no trouble is told twice", async () => {
    const rows = await fresh();
    const beat = {
      version: 1,
      lane: "Main",
      at: 1,
      dry: false,
      jobs: 0,
      failed: 0,
      left: 0,
      held: 0,
      behind: 0,
      problems: [],
    } as const;
    const watch = { ...NO_WATCH, joined: { a: 1 } };
    await tablesStore(rows).beat({ ...beat, watch });
    expect((await rows.list("lanes", { from: "A", to: "{" })).map(({ value }) => value)).toEqual([
      beat,
    ]);
    await rows.put({ partition: "lanes", row: "Main", tag: "", value: { ...beat, at: 2 } });
    expect(await tablesStore(rows).heartbeats()).toEqual([{ ...beat, at: 2, watch }]);
  });

  test("what a crash left of a large slot as it closed is forgotten with it, and nothing of one that is open", async () => {
    const rows = await fresh();
    const reserved = places(5_001);
    const [closes, open] = [0, 1].map((from) => ({
      ...emptySlot({ from, to: from + 1 }),
      reserved: ReservationList.of(reserved),
    }));
    const store = tablesStore(rows);
    await store.putSlots(key, [closes!, open!]);
    const crash = new Error("the process ends");
    const crashing = tablesStore({ ...rows, deleteAll: () => Promise.reject(crash) });
    await expect(crashing.putSlots(key, [{ ...closes!, state: "closed" }])).rejects.toBe(crash);
    const [after] = await store.slots(key, { from: 0, to: 1 });
    expect([after!.state, ...after!.reserved]).toEqual(["closed", ...reserved]);
    expect(await rows.keys("slot", "slou")).toHaveLength(8);
    await store.prune({ slots: 10, runs: 0 });
    expect(
      (await store.slots(key, { from: 0, to: 10 })).map((one) => [
        one.slot.from,
        one.reserved.length,
      ]),
    ).toEqual([[1, 5_001]]);
    expect(await rows.keys("slot", "slou")).toHaveLength(3);
  });

  test("of a large slot only what changed is written", async () => {
    const rows = await fresh();
    const written: string[] = [];
    const noting = <Rest extends unknown[], Answer>(
      write: (row: TableRow, ...rest: Rest) => Promise<Answer>,
    ) => {
      return (row: TableRow, ...rest: Rest) => {
        written.push(row.row);
        return write(row, ...rest);
      };
    };
    const store = tablesStore({
      ...rows,
      put: noting(rows.put),
      insert: noting(rows.insert),
      replace: noting(rows.replace),
    });
    const whole = {
      ...emptySlot({ from: 0, to: 1 }),
      reserved: ReservationList.of(places(11_000)),
    };
    await store.putSlots(key, [whole]);
    expect(written).toHaveLength(4);
    const marked = places(11_000).map((one, index) =>
      index === 7_000 ? { ...one, delivered: 1 } : one,
    );
    await store.putSlots(key, [{ ...whole, reserved: ReservationList.of(marked) }]);
    expect(written).toHaveLength(6);
    const [after] = await tablesStore(rows).slots(key, { from: 0, to: 1 });
    expect([...after!.reserved]).toEqual(marked);
    expect(await rows.keys("slot", "slou")).toHaveLength(4);
  });

  test.each([true, false])(
    "a large slot that was there (%s) is whole when a stalled process writes its head late",
    async (wasThere) => {
      const rows = await fresh();
      const slot = (count: number) => ({
        ...emptySlot({ from: 0, to: 1 }),
        reserved: ReservationList.of(places(count)),
      });
      const other = tablesStore(rows);
      if (wasThere) await other.putSlots(key, [slot(5_500)]);
      const overtaken = async () => {
        await other.putSlots(key, [slot(6_000)]);
      };
      const stalled = tablesStore({
        ...rows,
        insert: (row) => overtaken().then(() => rows.insert(row)),
        replace: (row, etag) => overtaken().then(() => rows.replace(row, etag)),
      });
      await expect(stalled.putSlots(key, [slot(7_000)])).rejects.toThrow("another process");
      const [after] = await other.slots(key, { from: 0, to: 1 });
      expect([...after!.reserved]).toEqual(places(6_000));
    },
  );

  test("a large slot whose writing stood but was answered by a fault, and was repeated, is written", async () => {
    const rows = await fresh();
    const twice: Pick<TableRows, "insert" | "replace"> = {
      insert: (row) => rows.insert(row).then(() => rows.insert(row)),
      replace: (row, etag) => rows.replace(row, etag).then(() => rows.replace(row, etag)),
    };
    const store = tablesStore({ ...rows, ...twice });
    for (const count of [5_500, 6_000]) {
      const reserved = ReservationList.of(places(count));
      await store.putSlots(key, [{ ...emptySlot({ from: 0, to: 1 }), reserved }]);
      const [after] = await store.slots(key, { from: 0, to: 1 });
      expect([...after!.reserved]).toEqual(places(count));
    }
  });

  test("a large slot of an app that wrote all of it anew is read", async () => {
    const rows = await fresh();
    const [partition, row, all] = ["r_w", "slot 100000000000000 1", places(7)];
    await rows.put({
      partition,
      row,
      tag: "open",
      value: {
        version: 1,
        slot: { from: 0, to: 1 },
        state: "open",
        commented: [],
        reserved: all.slice(0, 3),
        rest: { stamp: "s", rows: 2 },
      },
    });
    const rest = (index: number, value: unknown) =>
      rows.put({ partition: "r_w_rest", row: `${row} s ${index}`, tag: "open", value });
    await rest(1, all.slice(5));
    const store = tablesStore(rows);
    await expect(store.slots(key, { from: 0, to: 1 })).rejects.toThrow("is being written");
    await rest(0, all.slice(3, 5));
    const [slot] = await store.slots(key, { from: 0, to: 1 });
    expect([...slot!.reserved]).toEqual(all);
  });

  test("a record of a newer version is refused, not misread", async () => {
    const rows = await fresh();
    await tablesStore(rows).putSlots(key, [{ ...emptySlot({ from: 0, to: 1 }), version: 3 as 1 }]);
    await expect(tablesStore(rows).slots(key, { from: 0, to: 1 })).rejects.toThrow("has version 3");
  });

  test("a table that is there is opened, not made again", async () => {
    const name = `t${randomUUID().replaceAll("-", "")}`;
    await openTable(name, { connection: azurite.connection });
    await expect(openTable(name, { connection: azurite.connection })).resolves.toBeDefined();
  });
});
