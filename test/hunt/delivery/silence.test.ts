import { describe, expect, test } from "vitest";
import { NoAnswer, OutOfTime } from "../../../src/hunt/base/call-error.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import type { QueryWorkspace } from "../../../src/hunt/findings/query-workspace.ts";
import type { Resting } from "../../../src/hunt/ledger/lane-memory.ts";
import type { CoverageStore } from "../../../src/hunt/ledger/store.ts";
import { closeSlots } from "../../../src/hunt/runs/close.ts";
import type { Heard } from "../../../src/hunt/runs/job.ts";
import { restingAfter, restLines } from "../../../src/hunt/runs/resting.ts";
import { workQueue } from "../../../src/hunt/runs/work-queue.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  createWorld,
  runJob,
  seedRule,
  shell,
  tick,
  WORKSPACE,
  type World,
} from "../../harness.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-26T00:00:00Z");
const rule = seedRule("rundll32-command-shell");
const ruleOf = (letter: string) => ({
  ...rule,
  id: `${letter.repeat(8)}-1111-4111-8111-111111111111`,
  slug: `rule-${letter}`,
});
const silence = async (): Promise<never> => {
  throw new NoAnswer("no answer before the deadline", "the next run tries again");
};

/** The same world with a clock, and a workspace that answers as it is told. */
function asked(
  world: World,
  now: number,
  query: QueryWorkspace["query"],
  store: CoverageStore = world.ports.store,
): World {
  return { ...world, ports: { ...world.ports, store, clock: () => now, queries: { query } } };
}

describe("one rule that never gets an answer", () => {
  test("starves no other rule of its workspace, and is named", async () => {
    const rules = [..."abc"].map(ruleOf);
    const world = createWorld({ store: memoryStore() });
    let leased = "";
    const store: CoverageStore = {
      ...world.ports.store,
      lease: async (key, ...more) => {
        leased = key.ruleId;
        return world.ports.store.lease(key, ...more);
      },
    };
    const ran = new Map<string, number>();
    let resting: Resting = {};
    const ticks = (24 * 60) / 5;
    for (let turn = 1; turn <= ticks; turn += 1) {
      const now = START + turn * 5 * MINUTE;
      const query = async () => {
        if (leased.startsWith("a")) return silence();
        return { rows: [], queryMs: 0 };
      };
      const outcome = await tick(asked(world, now, query, store), now, {
        rules,
        atOnce: 1,
        startFrom: START - 10 * MINUTE,
        resting,
        mostGaps: 0,
      });
      resting = outcome.resting;
      for (const { record } of outcome.outcomes)
        if (record.state === "ok") ran.set(record.rule, (ran.get(record.rule) ?? 0) + 1);
    }
    expect(ran.get("rule-b")).toBeGreaterThan(ticks - 3);
    expect(ran.get("rule-c")).toBeGreaterThan(ticks - 3);
    expect(
      restLines(
        resting,
        new Map([[WORKSPACE.id, "soc"]]),
        new Map(rules.map(({ id, slug }) => [id, slug])),
        Date.now(),
      ),
    ).toEqual([
      "workspace soc gave no answer to rule-a; other rules were answered; this rule is queried last",
    ]);
  });

  test("puts no workspace to rest that answers otherwise", () => {
    const outcome = (heard: Heard) => ({ heard, record: { ruleId: "a" } });
    let resting: Resting = {};
    for (let turn = 0; turn < 6; turn += 1)
      resting = restingAfter(
        resting,
        new Map([["ws", [outcome("answered"), outcome("silent")]]]),
        turn,
      );
    expect(resting).toEqual({ ws: { times: 0, until: 5, rule: "a" } });
  });
});

describe("a workspace is heard of only where it answered", () => {
  const jobs = [..."abcdef"].map((letter) => ({
    rule: ruleOf(letter),
    workspace: { ...WORKSPACE, id: "hangs" },
  }));

  test.each<[Heard, number]>([
    ["nothing", 1],
    ["answered", 5],
  ])("after a job of which %s was heard, %i of its jobs run at once", async (heard, most) => {
    const queue = workQueue([...jobs, { rule, workspace: { ...WORKSPACE, id: "good" } }]);
    queue.ended((await queue.next())!, heard);
    const own = [];
    for (let index = 0; index < most; index += 1) own.push(await queue.next());
    if (heard === "nothing") own.push(await queue.next());
    expect(own.filter((job) => job?.workspace.id === "hangs")).toHaveLength(most);
  });

  test("a tick without the time to wait changes nothing of who rests", async () => {
    const now = START + 60 * MINUTE;
    const before: Resting = { [WORKSPACE.id]: { times: 6, until: now - 1, rule: rule.id } };
    const query = async (): Promise<never> => {
      throw new OutOfTime("there is no time left in this tick", "the next run tries again");
    };
    const { resting } = await tick(asked(createWorld({}), now, query), now, {
      rules: [rule],
      startFrom: START,
      resting: before,
      mostGaps: 0,
    });
    expect(resting).toEqual(before);
  });
});

test("closing stops at the first silence, of Log Analytics and of Sentinel, and says so", async () => {
  const rows = Array.from({ length: 6 }, (_, day) =>
    shell(new Date(START + day * DAY + 60 * MINUTE).toISOString(), {
      host: `h${day}`,
      pid: `${day}`,
    }),
  );
  const world = createWorld({ tables: new Map([["WindowsEvent", rows]]) });
  const ports = { ...world.ports, clock: () => START + 20 * DAY };
  for (let day = 0; day < 7; day += 1)
    await runJob(
      {
        rule,
        workspace: WORKSPACE,
        window: { from: START + day * DAY, to: START + (day + 1) * DAY },
        known: "skip",
      },
      ports,
    );
  let calls = 0;
  const hang = async () => {
    calls += 1;
    return silence();
  };
  const heard: Heard[] = [];
  for await (const outcome of closeSlots(
    rule,
    WORKSPACE,
    { ...ports, queries: { query: hang } },
    [],
  ))
    heard.push(outcome.heard);
  for await (const outcome of closeSlots(
    rule,
    WORKSPACE,
    { ...ports, sentinel: { reach: hang, read: hang, create: hang } },
    [],
  ))
    heard.push(outcome.heard);
  expect([heard, calls]).toEqual([["silent", "silent"], 2]);
});
