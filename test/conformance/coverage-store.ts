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
    expect((await open().slots(key, { from: 50, to: 101 })).map((record) => [record.slot.from, record.state])).toEqual([
      [0, "open"],
      [100, "closed"],
    ]);
    expect((await open().openSlots(key)).map((record) => record.slot.from)).toEqual([0, 200]);
  });

  test("an empty change changes nothing", async () => {
    const { open } = create();
    await open().putSlots(key, []);
    expect(await open().slots(key, { from: 0, to: 1 })).toEqual([]);
  });
}
