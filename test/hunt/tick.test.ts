import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/coverage/memory.ts";
import { createResources } from "../../src/emulator/resources.ts";
import type { Record_ } from "../../src/emulator/table-data.ts";
import { runTick, type TickOptions } from "../../src/hunt/tick.ts";
import { createWorld, incidents, seedRule, shell, WORKSPACE, type World, written } from "../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const rules = [seedRule("rundll32-command-shell"), seedRule("rundll32-lolbin")];
const events: Record_[] = [2, 7, 11, 26, 27, 58, 119].map((minute, index) =>
  shell(new Date(START + minute * MINUTE).toISOString(), { pid: String(index), host: `ws${index % 2}` }),
);
const tables = new Map([["WindowsEvent", events]]);

function options(now: number, more: Partial<TickOptions> = {}): TickOptions {
  return {
    rules,
    workspaces: [WORKSPACE],
    clock: () => now,
    deadline: now + MINUTE,
    leaseFor: 15 * MINUTE,
    holder: "one",
    startFrom: START,
    mostGaps: 10,
    atOnce: 5,
    ...more,
  };
}

const tick = (world: World, minute: number, more: Partial<TickOptions> = {}) =>
  runTick(options(START + minute * MINUTE, more), world.ports);

/** Every five minutes, one after another, for five hours and until the day's slots have closed. */
async function orderly(): Promise<Record<string, unknown>> {
  const world = createWorld({ tables });
  for (let minute = 5; minute <= 180; minute += 5) await tick(world, minute);
  await tick(world, 60 * 30);
  await tick(world, 60 * 30 + 5);
  return written(world.resources);
}

describe("ticks", () => {
  test("skipped, doubled and late ones end with what one after another leaves", { timeout: 120_000 }, async () => {
    const expected = await orderly();
    expect(Object.keys(expected).length).toBeGreaterThan(15);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1, max: 35 }), fc.boolean()), { minLength: 3, maxLength: 8 }), async (steps) => {
        const world = createWorld({ tables });
        let minute = 0;
        for (const [step, doubled] of steps) {
          minute += step;
          await tick(world, minute);
          if (doubled) await Promise.all([tick(world, minute, { holder: "a" }), tick(world, minute, { holder: "b" })]);
        }
        for (const rest of [180, 60 * 30, 60 * 30 + 5]) await tick(world, Math.max(minute, rest), { mostGaps: 100 });
        expect(written(world.resources)).toEqual(expected);
      }),
      { numRuns: process.env["SOAK"] ? 100 : 6 },
    );
  });

  test("two instances that are given the same jobs do each once", async () => {
    const [store, resources] = [memoryStore(), createResources()];
    const [one, two] = [createWorld({ tables, store, resources }), createWorld({ tables, store, resources })];
    const [a, b] = await Promise.all([tick(one, 30, { holder: "a" }), tick(two, 30, { holder: "b" })]);
    const jobs = (outcomes: typeof a.outcomes) => outcomes.filter(({ record }) => record.job === "window" && record.state === "ok").length;
    expect(a.held.length + b.held.length).toBeGreaterThan(0);
    expect(jobs(a.outcomes) + jobs(b.outcomes) + a.held.length + b.held.length).toBeGreaterThanOrEqual(4);
    await tick(one, 35);
    expect(new Set(incidents(resources).map(({ name }) => name)).size).toBe(incidents(resources).length);
  });

  test("after its deadline a tick begins nothing: the rest stays due", async () => {
    const world = createWorld({ tables });
    const first = await tick(world, 30, { deadline: START });
    expect(first.outcomes).toEqual([]);
    expect(first.left.length).toBeGreaterThan(1);
    const second = await tick(world, 30);
    expect(second.outcomes.filter(({ record }) => record.job === "window")).toHaveLength(first.left.length);
  });

  test("a lease that its holder never gave back ends by itself", async () => {
    const world = createWorld({ tables });
    for (const rule of rules)
      await world.ports.store.lease({ ruleId: rule.id, workspaceId: WORKSPACE.id }, "crashed", { from: START, to: START + 40 * MINUTE });
    expect((await tick(world, 30)).outcomes).toEqual([]);
    expect((await tick(world, 40)).outcomes.length).toBeGreaterThan(0);
  });

  test("one workspace that cannot be reached stops no other rule, and is told", async () => {
    const world = createWorld({ tables });
    world.emulator.faults.add({ kind: "403", times: 1, when: ({ body }) => body.includes("ParentLineSource = case") });
    const { outcomes } = await tick(world, 30, { atOnce: 1 });
    expect(outcomes.filter(({ record }) => record.state === "failed")).toHaveLength(1);
    expect(outcomes.filter(({ record }) => record.state === "ok").length).toBeGreaterThan(0);
  });
});
