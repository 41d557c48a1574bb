import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createResources } from "../../../src/emulator/resources.ts";
import type { Record_ } from "../../../src/emulator/table-data.ts";
import { CallError, TooMuch } from "../../../src/hunt/base/call-error.ts";
import { askRun } from "../../../src/hunt/ledger/asked.ts";
import type { CoverageStore } from "../../../src/hunt/ledger/store.ts";
import type { TickOptions } from "../../../src/hunt/runs/tick.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  bookmarks,
  createWorld,
  incidents,
  seedRule,
  shell,
  tick as tickAt,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const rules = [seedRule("rundll32-command-shell"), seedRule("rundll32-lolbin")];
const events: Record_[] = [2, 7, 11, 26, 27, 58, 119].map((minute, index) =>
  shell(new Date(START + minute * MINUTE).toISOString(), {
    pid: String(index),
    host: `ws${index % 2}`,
  }),
);
const tables = new Map([["WindowsEvent", events]]);

const tick = (world: World, minute: number, more: Partial<TickOptions> = {}) =>
  tickAt(world, START + minute * MINUTE, { rules, startFrom: START, ...more });

/** Every five minutes, one after another, for five hours and until the day's slots have closed. */
async function orderly(): Promise<Record<string, unknown>> {
  const world = createWorld({ tables });
  for (let minute = 5; minute <= 180; minute += 5) await tick(world, minute);
  await tick(world, 60 * 30);
  await tick(world, 60 * 30 + 5);
  return written(world.resources);
}

describe("ticks", () => {
  test("skipped, doubled and late ones end with what one after another leaves", async () => {
    const expected = await orderly();
    expect(Object.keys(expected).length).toBeGreaterThan(15);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 35 }), fc.boolean()), {
          minLength: 3,
          maxLength: 8,
        }),
        async (steps) => {
          const world = createWorld({ tables });
          let minute = 0;
          for (const [step, doubled] of steps) {
            minute += step;
            await tick(world, minute);
            if (doubled)
              await Promise.all([
                tick(world, minute, { holder: "a" }),
                tick(world, minute, { holder: "b" }),
              ]);
          }
          for (const rest of [180, 60 * 30, 60 * 30 + 5])
            await tick(world, Math.max(minute, rest), { mostGaps: 100 });
          expect(written(world.resources)).toEqual(expected);
        },
      ),
      { numRuns: process.env["SOAK"] ? 100 : 6 },
    );
  });

  test("two instances that are given the same jobs do each once", async () => {
    const [store, resources] = [memoryStore(), createResources()];
    const [one, two] = [
      createWorld({ tables, store, resources }),
      createWorld({ tables, store, resources }),
    ];
    const [a, b] = await Promise.all([
      tick(one, 30, { holder: "a" }),
      tick(two, 30, { holder: "b" }),
    ]);
    const jobs = (outcomes: typeof a.outcomes) =>
      outcomes.filter(({ record }) => record.job === "window" && record.state === "ok").length;
    expect(a.held.length + b.held.length).toBeGreaterThan(0);
    expect(
      jobs(a.outcomes) + jobs(b.outcomes) + a.held.length + b.held.length,
    ).toBeGreaterThanOrEqual(4);
    await tick(one, 35);
    expect(new Set(incidents(resources).map(({ name }) => name)).size).toBe(
      incidents(resources).length,
    );
  });

  test("an asked run runs its windows whatever the ledger says, after what is fresh, and ends as done", async () => {
    const world = createWorld({ tables });
    await tick(world, 180, { startFrom: undefined });
    const { store } = world.ports;
    const run = askRun(
      {
        id: "1",
        lane: "Default",
        range: { from: START, to: START + 120 * MINUTE },
        dry: false,
        askedAt: START,
      },
      rules[0]!,
      [WORKSPACE],
    );
    await store.ask(run);
    const { outcomes } = await tick(world, 180, {
      asked: [{ run, rule: rules[0]! }],
      startFrom: undefined,
    });
    expect(outcomes[0]!.record).toMatchObject({
      job: "window",
      window: { from: START },
      findings: 7,
    });
    expect(await store.asked("1")).toMatchObject({
      waiting: [],
      failed: [],
      done: { windows: 1, findings: 7, rows: 7 },
    });
    expect(incidents(world.resources)).toHaveLength(2);
    await tick(world, 180, { asked: [{ run, rule: rules[0]! }], startFrom: undefined });
    expect((await store.asked("1"))!.done).toMatchObject({ windows: 1 });
  });

  test("a dry asked run plans, writes nothing, and leaves the windows due", async () => {
    const world = createWorld({ tables });
    const run = askRun(
      {
        id: "1",
        lane: "Default",
        range: { from: START, to: START + 120 * MINUTE },
        dry: true,
        askedAt: START,
      },
      rules[0]!,
      [WORKSPACE],
    );
    await world.ports.store.ask(run);
    await tick(world, 121, { asked: [{ run, rule: rules[0]! }], rules: [] });
    expect(written(world.resources)).toEqual({});
    expect(
      (await world.ports.store.read({ ruleId: rules[0]!.id, workspaceId: WORKSPACE.id })).coverage
        .covered,
    ).toEqual([]);
    const { done } = (await world.ports.store.asked("1"))!;
    expect(done).toMatchObject({ windows: 1, findings: 7, writes: { planned: 16 } });
  });

  test("a lease is renewed while its job runs", async () => {
    const world = createWorld({ tables });
    const asked: string[] = [];
    const { lease, renew } = world.ports.store;
    const store: CoverageStore = {
      ...world.ports.store,
      lease: (...about) => {
        asked.push("taken");
        return lease(...about);
      },
      renew: (...about) => {
        asked.push("renewed");
        return renew(...about);
      },
    };
    let ended = 0;
    const repeat = (ms: number, call: () => Promise<unknown>) => {
      expect(ms).toBe(5 * MINUTE);
      const renewed = call();
      return async () => {
        await renewed;
        ended += 1;
      };
    };
    const { outcomes } = await tick({ ...world, ports: { ...world.ports, store } }, 90, {
      repeat,
      mostGaps: 0,
    });
    expect(outcomes.length).toBeGreaterThanOrEqual(2);
    expect(asked.sort()).toEqual(["renewed", "renewed", "taken", "taken"]);
    expect(ended).toBe(2);
    expect((await tick(world, 90, { holder: "next", mostGaps: 0 })).held).toEqual([]);
  });

  test("windows that are too long to be answered are cut until they are", async () => {
    const world = createWorld({ tables });
    const { query } = world.ports.queries;
    const lengths: number[] = [];
    world.ports.queries.query = async (workspace, compiled) => {
      const [from, to] = [...compiled.text.matchAll(/datetime\(([^)]+Z)\)/g)]
        .slice(-2)
        .map(([, text]) => Date.parse(text!));
      lengths.push(to! - from!);
      if (to! - from! > 40 * MINUTE) throw new TooMuch(new CallError("partial", "shorter"));
      return query(workspace, compiled);
    };
    for (let turn = 0; turn < 8; turn++)
      await tick(world, 181 + turn, { rules: [rules[0]!], mostGaps: 100 });
    expect(Math.min(...lengths)).toBeLessThanOrEqual(40 * MINUTE);
    const { settled } = (
      await world.ports.store.read({ ruleId: rules[0]!.id, workspaceId: WORKSPACE.id })
    ).coverage;
    expect(settled[0]!.from).toBe(START);
    expect(settled[0]!.to).toBeGreaterThan(START + 170 * MINUTE);
    expect(bookmarks(world.resources)).toHaveLength(7);
  });

  test("a job whose lease is lost changes nothing any more", async () => {
    const world = createWorld({ tables });
    const { store } = world.ports;
    let renew: () => Promise<unknown> = async () => undefined;
    const repeat = (_ms: number, call: () => Promise<unknown>) => {
      renew = call;
      return async () => undefined;
    };
    const { query } = world.ports.queries;
    world.ports.queries.query = async (...asked) => {
      const answer = await query(...asked);
      const key = { ruleId: rules[0]!.id, workspaceId: WORKSPACE.id };
      await store.lease(key, "another", { from: START + 60 * MINUTE, to: START + 90 * MINUTE });
      await renew();
      return answer;
    };
    const { outcomes } = await tick(world, 30, { rules: [rules[0]!], repeat, mostGaps: 0 });
    expect(outcomes[0]!.record.problems[0]!.message).toBe("the lease was lost while the job ran");
    expect(written(world.resources)).toEqual({});
    expect(
      (await store.read({ ruleId: rules[0]!.id, workspaceId: WORKSPACE.id })).coverage,
    ).toMatchObject({ covered: [], settled: [] });
  });

  test.each([
    ["which has run out", 16, {}],
    ["which still holds", 14, { covered: [expect.anything()] }],
  ])("a job whose lease cannot be renewed, %s", async (_name, minutes, expected) => {
    const world = createWorld({ tables });
    const { store, queries } = world.ports;
    let now = START + 30 * MINUTE;
    const query = queries.query.bind(queries);
    queries.query = async (...asked) => {
      const answer = await query(...asked);
      now += minutes * MINUTE;
      return answer;
    };
    const failing: CoverageStore = {
      ...store,
      renew: async () => {
        throw new Error("no answer");
      },
    };
    const repeat = (_ms: number, call: () => Promise<unknown>) => {
      const renewed = call().catch(() => undefined);
      return async () => void (await renewed);
    };
    const options = {
      rules: [rules[0]!],
      repeat,
      mostGaps: 0,
      clock: () => now,
      deadline: now + DAY,
    };
    await tick({ ...world, ports: { ...world.ports, store: failing } }, 30, options);
    expect(
      (await store.read({ ruleId: rules[0]!.id, workspaceId: WORKSPACE.id })).coverage,
    ).toMatchObject({ covered: [], ...expected });
    expect(Object.keys(written(world.resources)).length > 0).toBe("covered" in expected);
  });

  test("an app whose clock is ahead loses no event, and says so", async () => {
    const world = createWorld({ tables });
    const { queries } = world.ports;
    const query = queries.query.bind(queries);
    let service = START + 5 * MINUTE;
    // A workspace whose time is an hour behind the app's holds what has happened by then.
    queries.query = async (workspace, { text, timespan }) => {
      const { rows, ...answer } = await query(workspace, {
        text,
        timespan: { ...timespan, to: Math.min(timespan.to, service) },
      });
      return { ...answer, rows, servedAt: service };
    };
    const failures: string[] = [];
    for (; service <= START + 180 * MINUTE; service += 5 * MINUTE)
      failures.push(
        ...(
          await tick(world, (service - START) / MINUTE + 60, { rules: [rules[0]!], mostGaps: 100 })
        ).failures,
      );
    expect(bookmarks(world.resources)).toHaveLength(events.length);
    expect(new Set(failures)).toEqual(
      new Set([
        "this app's clock is 3600 s ahead of Log Analytics; time after the Log Analytics clock is queried again later; if the clock stays ahead, restart the app",
      ]),
    );
  });

  test("two ticks that are given the same asked run do each window once", async () => {
    const world = createWorld({ tables });
    const range = { from: START, to: START + 60 * MINUTE };
    const run = askRun({ id: "1", lane: "Default", range, dry: false, askedAt: START }, rules[0]!, [
      WORKSPACE,
    ]);
    await world.ports.store.ask(run);
    const asked = [{ run, rule: rules[0]! }];
    const first = await tick(world, 121, { asked, rules: [] });
    const second = await tick(world, 121, { asked, rules: [] });
    expect(first.outcomes.filter(({ record }) => record.job === "window")).toHaveLength(1);
    expect(second.outcomes).toEqual([]);
  });

  test("dry runs of one tick do not see each other's plans", async () => {
    const world = createWorld({ tables });
    const range = { from: START, to: START + 60 * MINUTE };
    const runs = ["1", "2"].map((id) =>
      askRun({ id, lane: "Default", range, dry: true, askedAt: START }, rules[0]!, [WORKSPACE]),
    );
    for (const run of runs) await world.ports.store.ask(run);
    await tick(world, 121, { asked: runs.map((run) => ({ run, rule: rules[0]! })), rules: [] });
    const writes = await Promise.all(
      ["1", "2"].map(async (id) => (await world.ports.store.asked(id))!.done.writes),
    );
    expect(writes[1]).toEqual(writes[0]);
    expect(writes[0]).toEqual({ planned: expect.any(Number) });
  });

  test("after its deadline a tick begins nothing: the rest stays due", async () => {
    const world = createWorld({ tables });
    const first = await tick(world, 30, { deadline: START });
    expect(first.outcomes).toEqual([]);
    expect(first.left.length).toBeGreaterThan(1);
    const second = await tick(world, 30);
    expect(second.outcomes.filter(({ record }) => record.job === "window")).toHaveLength(
      first.left.length,
    );
  });

  test("a lease that its holder never gave back ends by itself", async () => {
    const world = createWorld({ tables });
    for (const rule of rules)
      await world.ports.store.lease({ ruleId: rule.id, workspaceId: WORKSPACE.id }, "crashed", {
        from: START,
        to: START + 40 * MINUTE,
      });
    expect((await tick(world, 30)).outcomes).toEqual([]);
    expect((await tick(world, 40)).outcomes.length).toBeGreaterThan(0);
  });

  test("one workspace that cannot be reached stops no other rule, and is told", async () => {
    const world = createWorld({ tables });
    world.emulator.faults.add({
      kind: "403",
      times: 1,
      when: ({ body }) => body.includes("ParentLineSource = case"),
    });
    const { outcomes } = await tick(world, 30, { atOnce: 1 });
    expect(outcomes.filter(({ record }) => record.state === "failed")).toHaveLength(1);
    expect(outcomes.filter(({ record }) => record.state === "ok").length).toBeGreaterThan(0);
  });
});
