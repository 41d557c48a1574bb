import { describe, expect, test } from "vitest";
import { withinLimits } from "../../src/azure/lane-limits.ts";
import type { SentinelResources } from "../../src/hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../../src/hunt/findings/query-workspace.ts";

/** A clock that only sleeping moves. */
function virtual() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    clock: () => now,
    sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ at: now + ms, wake })),
    async run() {
      for (;;) {
        await new Promise((settled) => setImmediate(settled));
        const next = sleepers.sort((a, b) => a.at - b.at).shift();
        if (!next) return;
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

const LIMITS = {
  queriesAtOnce: 5,
  queries: 200,
  queriesPer: 30_000,
  writes: 200,
  writesPerSecond: 10,
};

function lane() {
  const time = virtual();
  const begun: number[] = [];
  const written: number[] = [];
  let [running, most] = [0, 0];
  const ports: { queries: QueryWorkspace; sentinel: SentinelResources } = {
    queries: {
      async query() {
        begun.push(time.clock());
        running += 1;
        most = Math.max(most, running);
        await time.sleep(10);
        running -= 1;
        return { rows: [], queryMs: 0 };
      },
    },
    sentinel: {
      reach: async () => undefined,
      read: async () => undefined,
      async create() {
        written.push(time.clock());
        return "created";
      },
    },
  };
  return { time, begun, written, most: () => most, limited: withinLimits(ports, LIMITS, time) };
}

/** The most of them that begin in any stretch of that length. */
function densest(times: readonly number[], stretch: number): number {
  return Math.max(
    ...times.map((start) => times.filter((time) => time >= start && time < start + stretch).length),
  );
}

describe("a lane", () => {
  test("has at most 5 queries in flight and begins at most 200 in 30 s, and loses none", async () => {
    const { time, begun, most, limited } = lane();
    const all = Promise.all(
      Array.from({ length: 650 }, () => limited.queries.query({} as never, {} as never)),
    );
    await time.run();
    expect(await all).toHaveLength(650);
    expect(most()).toBe(5);
    expect(densest(begun, 30_000)).toBe(200);
  });

  test("writes 200 at once and then 10 a second", async () => {
    const { time, written, limited } = lane();
    const all = Promise.all(
      Array.from({ length: 300 }, () => limited.sentinel.create({} as never, {} as never)),
    );
    await time.run();
    await all;
    expect(written.filter((at) => at === 0)).toHaveLength(200);
    expect(written.at(-1)).toBeGreaterThanOrEqual(9_900);
    expect(written.at(-1)).toBeLessThan(11_000);
  });

  test("a query that fails gives its place back", async () => {
    const time = virtual();
    const queries: QueryWorkspace = { query: () => Promise.reject(new Error("no")) };
    const limited = withinLimits(
      { queries, sentinel: {} as never },
      { ...LIMITS, queriesAtOnce: 1 },
      time,
    );
    const all = Promise.allSettled(
      Array.from({ length: 3 }, () => limited.queries.query({} as never, {} as never)),
    );
    await time.run();
    expect((await all).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });
});
