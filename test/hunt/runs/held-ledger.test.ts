import { expect, test } from "vitest";
import { DAY } from "../../../src/hunt/base/window.ts";
import { emptySlot } from "../../../src/hunt/ledger/slot.ts";
import type { CoverageStore } from "../../../src/hunt/ledger/store.ts";
import { readHeld } from "../../../src/hunt/runs/held-ledger.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import { seedRule, WORKSPACE } from "../../harness.ts";

const rule = seedRule("rundll32-command-shell");
const key = { ruleId: rule.id, workspaceId: WORKSPACE.id };
const NOON = Date.parse("2023-08-18T12:00:00Z");
const job = { rule, workspace: WORKSPACE, window: { from: NOON, to: NOON + 300_000 } };
const slotAt = (from: number) => emptySlot({ from, to: from + rule.hunt.slot });
const spanOf = { from: NOON - DAY / 2, to: NOON + DAY / 2 };

function counting(store: CoverageStore): { store: CoverageStore; reads: string[] } {
  const reads: string[] = [];
  const read: CoverageStore["read"] = (...given) => {
    reads.push("read");
    return store.read(...given);
  };
  const slots: CoverageStore["slots"] = (...given) => {
    reads.push("slots");
    return store.slots(...given);
  };
  return { store: { ...store, read, slots }, reads };
}

test("what a job reads again comes from the first reading, with the job's own changes in it", async () => {
  const kept = memoryStore();
  const yesterday = slotAt(NOON - DAY);
  await kept.putSlots(key, [yesterday, { ...slotAt(spanOf.from), state: "closed" }]);
  const { store, reads } = counting(kept);
  const held = await readHeld(store, job);
  await held.putSlots(key, [slotAt(NOON)]);
  await held.putSlots(key, [{ ...yesterday, state: "closed" }]);
  await held.setLongest(key, 1_000);
  expect(await held.cover(key, job.window)).toMatchObject({
    covered: [job.window],
    longest: 1_000,
  });
  expect((await held.slots(key, spanOf)).map(({ slot }) => slot.from)).toEqual([spanOf.from, NOON]);
  expect(await held.read(key)).toMatchObject({
    coverage: { covered: [job.window], longest: 1_000 },
    open: [{ from: NOON }],
  });
  expect(reads).toEqual(["read"]);
  expect(await kept.read(key, spanOf)).toEqual(await held.read(key, spanOf));
});

test("slots of another time are asked for", async () => {
  const kept = memoryStore();
  await kept.putSlots(key, [{ ...slotAt(NOON - DAY), state: "closed" }]);
  const { store, reads } = counting(kept);
  const held = await readHeld(store, job);
  expect(await held.slots(key, { from: NOON - DAY, to: NOON })).toHaveLength(1);
  expect((await held.read(key, { from: NOON - DAY, to: NOON })).slots).toHaveLength(1);
  expect(reads).toEqual(["read", "slots", "read"]);
});
