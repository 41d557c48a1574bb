import { expect, test } from "vitest";
import type { CoverageStore } from "../../src/hunt/ports.ts";
import { emptySlot } from "../../src/hunt/slot.ts";

const key = { ruleId: "r", workspaceId: "w" };
const slot = (from: number) => emptySlot({ from, to: from + 100 });

/** What every coverage store must do. `open` gives the same store again, as another process would see it. */
export function testCoverageStore(create: () => { open(): CoverageStore }): void {
  test("coverage is coalesced and kept apart by rule and workspace", async () => {
    const { open } = create();
    await open().cover(key, { from: 0, to: 10 });
    await open().cover(key, { from: 20, to: 30 });
    await open().cover(key, { from: 10, to: 20 });
    await open().cover({ ...key, ruleId: "other" }, { from: 5, to: 6 });
    expect(await open().covered(key)).toEqual([{ from: 0, to: 30 }]);
    expect(await open().covered({ ...key, workspaceId: "x" })).toEqual([]);
  });

  test("letter case of ids does not matter", async () => {
    const { open } = create();
    await open().cover({ ruleId: "ABC", workspaceId: "Def" }, { from: 0, to: 1 });
    expect(await open().covered({ ruleId: "abc", workspaceId: "dEF" })).toHaveLength(1);
  });

  test("slots are found by time and replaced whole", async () => {
    const { open } = create();
    await open().putSlots(key, [slot(200), slot(0), slot(100)]);
    await open().putSlots(key, [{ ...slot(100), state: "closed", commented: ["g"] }]);
    expect((await open().slots(key, { from: 0, to: 101 })).map((record) => [record.slot.from, record.state])).toEqual([
      [0, "open"],
      [100, "closed"],
    ]);
    expect((await open().openSlots(key)).map((record) => record.slot.from)).toEqual([0, 200]);
  });

  test("slots are found by their start, the end of the window not included", async () => {
    const { open } = create();
    await open().putSlots(key, [slot(-100), slot(0), slot(100)]);
    expect((await open().slots(key, { from: 0, to: 100 })).map((record) => record.slot.from)).toEqual([0]);
    expect((await open().slots(key, { from: -100, to: 1 })).map((record) => record.slot.from)).toEqual([-100, 0]);
  });

  test("a slot of 10,000 findings comes back whole", async () => {
    const { open } = create();
    const reserved = Array.from({ length: 10_000 }, (_, index) => ({
      id: crypto.randomUUID(),
      group: crypto.randomUUID(),
      outcome: "bookmark" as const,
      generation: 1,
      delivered: index % 3,
    }));
    await open().putSlots(key, [{ ...slot(0), reserved }]);
    expect((await open().slots(key, { from: 0, to: 1 }))[0]!.reserved).toEqual(reserved);
  });

  test("coverage is not lost when several write at once", async () => {
    const { open } = create();
    await Promise.all(Array.from({ length: 12 }, (_, index) => open().cover(key, { from: index * 10, to: index * 10 + 10 })));
    expect(await open().covered(key)).toEqual([{ from: 0, to: 120 }]);
  });

  test("a lease has one holder until it ends or is given back", async () => {
    const { open } = create();
    expect(await open().lease(key, "a", { from: 0, to: 100 })).toBe(true);
    expect(await open().lease(key, "b", { from: 50, to: 150 })).toBe(false);
    expect(await open().lease({ ...key, ruleId: "other" }, "b", { from: 50, to: 150 })).toBe(true);
    expect(await open().lease(key, "a", { from: 60, to: 160 })).toBe(true);
    expect(await open().lease(key, "b", { from: 159, to: 200 })).toBe(false);
    await open().release(key, "b");
    expect(await open().lease(key, "b", { from: 159, to: 200 })).toBe(false);
    await open().release(key, "a");
    expect(await open().lease(key, "b", { from: 159, to: 200 })).toBe(true);
    expect(await open().lease(key, "c", { from: 200, to: 300 })).toBe(true);
  });

  test("of many that ask for a lease at once one gets it", async () => {
    const { open } = create();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => open().lease(key, `h${index}`, { from: 0, to: 100 })));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  test("the time a rule begins by itself is the first that was given", async () => {
    const { open } = create();
    expect(await open().begin(key, 100)).toBe(100);
    expect(await open().begin(key, 200)).toBe(100);
    expect(await open().begin({ ...key, ruleId: "other" }, 200)).toBe(200);
  });

  test("of each lane the last heartbeat is kept", async () => {
    const { open } = create();
    const beat = (lane: string, at: number) => ({ version: 1 as const, lane, at, jobs: 1, failed: 0, left: 0, problems: ["p"] });
    for (const [lane, at] of [
      ["Main", 1],
      ["other", 2],
      ["Main", 3],
    ] as const)
      await open().beat(beat(lane, at));
    expect((await open().heartbeats()).map(({ lane, at }) => `${lane} ${at}`).sort()).toEqual(["Main 3", "other 2"]);
  });

  test("an empty change changes nothing", async () => {
    const { open } = create();
    await open().putSlots(key, []);
    expect(await open().slots(key, { from: 0, to: 1 })).toEqual([]);
  });
}
