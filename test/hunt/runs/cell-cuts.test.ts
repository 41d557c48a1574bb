import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createResources } from "../../../src/emulator/resources.ts";
import type { Record_ } from "../../../src/emulator/table-data.ts";
import { around } from "../../../src/hunt/base/around.ts";
import { askRun } from "../../../src/hunt/ledger/asked.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import { createWorld, shell, tick, WORKSPACE, type World, written } from "../../harness.ts";
import { shapedRule } from "../../shaped-rule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2023-08-18T00:00:00Z");
const HOURS = 12;
const LATENESS = 15 * MINUTE;
const RUNS = process.env["SOAK"] ? 200 : 10;

const QUERY = [
  "WindowsEvent",
  "| where TimeGenerated > ago(1h) and EventID == 1",
  "| summarize Starts = count(), Last = max(TimeGenerated) by Computer",
  "| where Starts >= 2",
].join("\n");
const hourly = shapedRule(QUERY);
const overlapping = shapedRule(QUERY.replace("ago(1h)", "ago(3h)"), {
  stated: { period: 3 * HOUR },
  hunt: { every: HOUR },
});
const clocked = shapedRule("WindowsEvent | where TimeGenerated > ago(2h) and EventID == 1", {
  hunt: { lateness: LATENESS, key: ["Computer", "TimeGenerated", "_ItemId"] },
});

/** A start, and how long after it its row arrives, ms. */
interface Start {
  readonly row: Record_;
  readonly arrives: number;
}

const start = (latest: number) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: HOURS - 1 }),
      fc.constantFrom(0, 1, 10 * MINUTE, 30 * MINUTE, HOUR - 1),
      fc.constantFrom("ws1", "ws2"),
      fc.integer({ min: 0, max: latest }),
    )
    .map(([hour, offset, host, delay]): Start => {
      const time = START + hour * HOUR + offset;
      const id = `${time} ${host} ${delay}`;
      return { row: shell(new Date(time).toISOString(), { host, id }), arrives: time + delay };
    });
const starts = (latest: number) => fc.array(start(latest), { minLength: 3, maxLength: 14 });

/** The minutes at which ticks run, in order; the last one catches up on everything. */
const ticks = fc
  .array(fc.integer({ min: 1, max: HOURS * 60 + 60 }), { minLength: 1, maxLength: 12 })
  .map((minutes) => [...new Set(minutes)].sort((a, b) => a - b));

const tables = (rows: readonly Start[], now = Number.POSITIVE_INFINITY) =>
  new Map([["WindowsEvent", rows.filter(({ arrives }) => arrives <= now).map(({ row }) => row)]]);

const range = { from: START, to: START + HOURS * HOUR };

async function inOneGo(rule: typeof hourly, rows: readonly Start[]) {
  const world = createWorld({ tables: tables(rows), ignore: [] });
  const rest = { from: range.to, to: range.to + DAY };
  await runWindows(rule, WORKSPACE, [{ window: range, empty: false }], world.ports);
  if (rule.shape === "events")
    await runWindows(rule, WORKSPACE, [{ window: rest, empty: true }], world.ports);
  return written(world.resources);
}

/** A call that breaks off the work, before or after it took effect; counted down to 0. */
interface Fault {
  calls: number;
  readonly after: boolean;
}

function withFault(world: World, fault: Fault): World {
  const broken = async ({ run }: { run: () => Promise<unknown> }) => {
    fault.calls -= 1;
    if (fault.calls !== 0) return run();
    if (fault.after) await run();
    throw new Error("the process ended");
  };
  const { queries, sentinel, store } = world.ports;
  const ports = {
    ...world.ports,
    queries: around(queries, broken),
    sentinel: around(sentinel, broken),
    store: around(store, broken),
  };
  return { ...world, ports };
}

/** Ticks of an app that begins anew each time, and sees only the rows that have arrived. */
async function overTicks(
  rule: typeof hourly,
  rows: readonly Start[],
  minutes: readonly number[],
  fault?: Fault,
) {
  const [resources, store] = [createResources(), memoryStore()];
  const cells: number[] = [];
  const last = HOURS * 60 + 61;
  for (const minute of [...minutes, last, last + 120, last + 240]) {
    const now = START + minute * MINUTE;
    const options = { rules: [rule], startFrom: START, mostGaps: 100, deadline: now + DAY };
    const world = createWorld({ tables: tables(rows, now), resources, store, ignore: [] });
    const { outcomes } = await tick(fault ? withFault(world, fault) : world, now, options);
    if (!fault) expect(outcomes.flatMap(({ record }) => record.problems)).toEqual([]);
    cells.push(...outcomes.map(({ record }) => record.window.from));
  }
  const end = START + (last + 240) * MINUTE;
  return { resources, store, cells: cells.sort((a, b) => a - b), end };
}

const named = (all: Record<string, unknown>, kind: string) =>
  Object.keys(all).filter((id) => id.split("/").at(-2) === kind);

describe.each([
  ["by the hour", hourly],
  ["of three hours every hour", overlapping],
])("a rule that merges rows %s", (_, rule) => {
  test("judges each cell once, and leaves the same whatever ticks are missed and however rows come within the lateness", async () => {
    await fc.assert(
      fc.asyncProperty(starts(LATENESS), ticks, async (rows, minutes) => {
        const { resources, cells, end } = await overTicks(rule, rows, minutes);
        const due = Math.floor((end - LATENESS - START) / HOUR);
        expect(cells).toEqual(Array.from({ length: due }, (__, hour) => START + hour * HOUR));
        expect(written(resources)).toEqual(await inOneGo(rule, rows));
      }),
      { numRuns: RUNS },
    );
  });

  test("leaves the same after the work broke off at any call", async () => {
    const faults = fc.record({ calls: fc.integer({ min: 1, max: 120 }), after: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(starts(LATENESS), ticks, faults, async (rows, minutes, fault) => {
        const { resources } = await overTicks(rule, rows, minutes, { ...fault });
        expect(written(resources)).toEqual(await inOneGo(rule, rows));
      }),
      { numRuns: 2 * RUNS },
    );
  });

  test("finds rows that come later still when it is run again, and withdraws nothing", async () => {
    await fc.assert(
      fc.asyncProperty(starts(4 * HOUR), ticks, async (rows, minutes) => {
        const { resources, store, end } = await overTicks(rule, rows, minutes);
        const before = written(resources);
        const world = createWorld({ tables: tables(rows), resources, store, ignore: [] });
        const request = { id: "1", lane: "Default", range, dry: false, askedAt: end };
        const run = askRun(request, rule, [WORKSPACE]);
        await store.ask(run);
        const options = { rules: [rule], startFrom: START, asked: [{ run, rule }] };
        await tick(world, end, { ...options, deadline: end + DAY });
        expect((await store.asked("1"))?.done.windows).toBe(HOURS);
        const after = written(resources);
        expect(after).toMatchObject(before);
        const whole = await inOneGo(rule, rows);
        for (const kind of ["bookmarks", "incidents", "relations"])
          expect(named(after, kind)).toEqual(expect.arrayContaining(named(whole, kind)));
      }),
      { numRuns: RUNS },
    );
  });
});

test("a rule of single events that looks back by the clock leaves the same whatever ticks are missed", async () => {
  await fc.assert(
    fc.asyncProperty(starts(LATENESS), ticks, async (rows, minutes) => {
      const { resources } = await overTicks(clocked, rows, minutes);
      expect(written(resources)).toEqual(await inOneGo(clocked, rows));
    }),
    { numRuns: RUNS },
  );
});
