import { describe, expect, test } from "vitest";
import { coalesce, SHORTEST_WINDOW, type Window } from "../../../src/hunt/base/window.ts";
import { askRun } from "../../../src/hunt/ledger/asked.ts";
import type { JobReport } from "../../../src/hunt/runs/job.ts";
import {
  bookmarks,
  createWorld,
  seedRule,
  shell,
  tick as tickAt,
  WORKSPACE,
  type World,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T00:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const seed = seedRule("rundll32-command-shell");
const rule = { ...seed, hunt: { ...seed.hunt, slot: 12 * HOUR } };
const key = { ruleId: rule.id, workspaceId: WORKSPACE.id };
const HELD = 10;

/** A finding every half an hour, for a day and a half. */
const events = Array.from({ length: 72 }, (_, index) => {
  const time = new Date(START + index * 30 * MINUTE + 1_000).toISOString();
  return shell(time, { pid: String(index), host: `ws${index}` });
});

interface Watched extends World {
  /** What the queries end with, one after another. */
  readonly ends: string[];
}

function worldOf(more: { readonly asking?: () => void; readonly held?: number } = {}): Watched {
  const world = createWorld({
    tables: new Map([["WindowsEvent", events]]),
    heldRows: more.held ?? HELD,
  });
  const ends: string[] = [];
  const { query } = world.ports.queries;
  const queries = {
    query: async (...asked: Parameters<typeof query>) => {
      ends.push(asked[1].text.split("\n").at(-1) ?? "");
      more.asking?.();
      return query(...asked);
    },
  };
  return { ...world, ports: { ...world.ports, queries }, ends };
}

const tick = (world: World, minute: number, more: Parameters<typeof tickAt>[2] = {}) =>
  tickAt(world, START + minute * MINUTE, { rules: [rule], startFrom: START, ...more });
const windows = (outcomes: readonly JobReport[]): Window[] =>
  outcomes.filter(({ record }) => record.job === "window").map(({ record }) => record.window);
const counts = (ends: readonly string[]) =>
  ends.filter((end) => end.includes("summarize Rows")).length;

describe("windows of a rule and workspace", () => {
  test("are counted once when they are too much; the next ones are planned so that they are not", async () => {
    const held = 40;
    const world = worldOf({ held });
    const first = await tick(world, 26 * 60);
    expect(counts(world.ends)).toBe(1);
    expect(first.outcomes.every(({ record }) => record.state === "ok" && record.rows <= held)).toBe(
      true,
    );
    const { longest } = (await world.ports.store.read(key)).coverage;
    // Half of what is held, at two rows an hour.
    expect(longest).toBeGreaterThan(9 * HOUR);
    expect(longest).toBeLessThanOrEqual(10 * HOUR);
    world.ends.length = 0;
    const second = await tick(world, 34 * 60, { mostGaps: 100 });
    expect(counts(world.ends)).toBe(0);
    expect(windows(second.outcomes).length).toBeGreaterThan(1);
    expect(second.outcomes.some(({ tooMuch }) => tooMuch)).toBe(false);
    expect(bookmarks(world.resources)).toHaveLength(34 * 2);
  });

  test("grow again where they return little, to twice as much a job", async () => {
    const world = createWorld({ tables: new Map([["WindowsEvent", events]]) });
    await world.ports.store.setLongest(key, HOUR);
    const lengths: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await tick(world, 35 * 60, { mostGaps: 1 });
      lengths.push((await world.ports.store.read(key)).coverage.longest / HOUR);
    }
    expect(lengths).toEqual([2, 4, 8]);
  });

  test("that a tick has no time for wait for the next one, and what was asked stands", async () => {
    let now = START + 26 * HOUR;
    const world = worldOf({ asking: () => (now += MINUTE) });
    const first = await tick(world, 0, { clock: () => now, deadline: now + 5 * MINUTE });
    expect(windows(first.outcomes).length).toBeGreaterThan(1);
    const { settled } = (await world.ports.store.read(key)).coverage;
    expect(settled).toEqual(coalesce(windows(first.outcomes)));
    expect(settled[0]!.to).toBeLessThan(START + 12 * HOUR);
    await tick(world, 26 * 60, { mostGaps: 100 });
    expect((await world.ports.store.read(key)).coverage.settled[0]!.to).toBeGreaterThan(
      START + 25 * HOUR,
    );
    expect(bookmarks(world.resources)).toHaveLength(26 * 2);
  });

  test("end with the lease: no part is asked after it was lost", async () => {
    let renew: () => Promise<unknown> = async () => undefined;
    const repeat = (_ms: number, call: () => Promise<unknown>) => {
      renew = call;
      return async () => undefined;
    };
    const now = START + 26 * HOUR;
    const world = worldOf();
    const run = askRun(
      {
        id: "1",
        lane: "Default",
        range: { from: START, to: START + 24 * HOUR },
        dry: false,
        askedAt: START,
      },
      rule,
      [WORKSPACE],
    );
    await world.ports.store.ask(run);
    const { record } = world.ports.store;
    world.ports.store.record = async (done) => {
      await record(done);
      await world.ports.store.lease(key, "another", { from: now + HOUR, to: now + 2 * HOUR });
      await renew();
    };
    const { outcomes } = await tick(world, 26 * 60, { repeat, rules: [], asked: [{ run, rule }] });
    expect(outcomes).toMatchObject([{ record: { state: "ok" }, tooMuch: true }]);
    expect(world.ends.filter((end) => end.includes("take"))).toHaveLength(2);
  });

  test("leave nothing of their events with the tick", async () => {
    const { outcomes } = await tick(worldOf(), 26 * 60);
    expect(outcomes.length).toBeGreaterThan(4);
    expect(JSON.stringify(outcomes)).not.toContain("CommandLine");
  });
});

describe("after a process ended in the middle of a window", () => {
  const crashed = (world: World, until: number) =>
    world.ports.store.lease(key, "crashed", { from: until - MINUTE, to: until });

  test("half of it is asked for at once, then a quarter, down to the shortest", async () => {
    const world = createWorld({ tables: new Map([["WindowsEvent", events]]) });
    world.emulator.faults.add({ kind: "403", times: 99 });
    const late = { ...rule, hunt: { ...rule.hunt, lateness: HOUR } };
    const lengths: number[] = [];
    for (let crashes = 1; crashes <= 4; crashes++) {
      await crashed(world, START + 30 * MINUTE);
      const { outcomes } = await tick(world, 30, {
        rules: [late],
        startFrom: START + 5 * MINUTE,
        mostGaps: 0,
      });
      expect(outcomes[0]!.record.state).toBe("failed");
      lengths.push((await world.ports.store.read(key)).coverage.longest / MINUTE);
    }
    expect(lengths).toEqual([12, 6, 5, 5]);
  });

  test("of another rule, or one that gave its lease back, nothing is shortened", async () => {
    const world = createWorld({ tables: new Map([["WindowsEvent", events]]) });
    await world.ports.store.lease({ ...key, ruleId: "another" }, "crashed", {
      from: START,
      to: START + MINUTE,
    });
    await crashed(world, START + 20 * MINUTE);
    await world.ports.store.release(key, "crashed");
    expect(windows((await tick(world, 30, { mostGaps: 0 })).outcomes)).toHaveLength(1);
    expect((await world.ports.store.read(key)).coverage.longest).toBe(24 * HOUR);
  });

  test("an asked run goes on with the part that it was at", async () => {
    const world = worldOf();
    const range = { from: START, to: START + 24 * HOUR };
    const run = askRun({ id: "1", lane: "Default", range, dry: false, askedAt: START }, rule, [
      WORKSPACE,
    ]);
    await world.ports.store.ask(run);
    const { cover } = world.ports.store;
    let covered = 0;
    world.ports.store.cover = async (...given) => {
      covered += 1;
      if (covered === 3) throw new Error("killed");
      return cover(...given);
    };
    const waiting = async () => (await world.ports.store.asked("1"))!.waiting;
    const asked = async () => [{ run: (await world.ports.store.asked("1"))!, rule }];
    await tick(world, 26 * 60, { asked: await asked(), rules: [] });
    const [left] = await waiting();
    expect((await waiting()).map(({ window }) => window.to)).toEqual([range.to]);
    expect(left).toMatchObject({ failed: 1, window: { from: expect.any(Number), to: range.to } });
    expect(left!.window.from).toBeGreaterThan(START + SHORTEST_WINDOW);
    await tick(world, 26 * 60, { asked: await asked(), rules: [] });
    expect(await world.ports.store.asked("1")).toMatchObject({
      waiting: [],
      failed: [],
      done: { findings: 24 * 2 },
    });
    expect(bookmarks(world.resources)).toHaveLength(24 * 2);
  });
});
