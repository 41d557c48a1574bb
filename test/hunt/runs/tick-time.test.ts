import { expect, test } from "vitest";
import { NoAnswer } from "../../../src/hunt/base/call-error.ts";
import { pieces } from "../../../src/hunt/base/window.ts";
import { emptySlot } from "../../../src/hunt/ledger/slot.ts";
import { createWorld, seedRule, shell, tick, WORKSPACE } from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rule = seedRule("rundll32-command-shell");
const key = { ruleId: rule.id, workspaceId: WORKSPACE.id };

test("slots that a tick has no time to close are counted, and closed by the next one", async () => {
  const world = createWorld({});
  const hourly = { ...rule, hunt: { ...rule.hunt, slot: HOUR } };
  const slots = [...pieces([{ from: START, to: START + 8 * HOUR }], HOUR)];
  let now = START + 10 * HOUR;
  await world.ports.store.cover(key, { from: START, to: now });
  await world.ports.store.putSlots(key, slots.map(emptySlot));
  const deadline = now + 35_000;
  const ended = () => {
    now += 10_000;
  };
  const options = { rules: [hourly], startFrom: START, mostGaps: 0, clock: () => now, ended };
  const first = await tick(world, now, { ...options, deadline });
  const windows = (outcomes: typeof first.outcomes) => outcomes.map(({ record }) => record.window);
  expect(windows(first.outcomes)).toEqual(slots.slice(0, 4));
  expect(first.left.map(({ window }) => window)).toEqual(slots.slice(4));
  const second = await tick(world, now, { ...options, deadline: now + HOUR });
  expect(windows(second.outcomes)).toEqual(slots.slice(4));
  expect([second.left, (await world.ports.store.read(key)).open]).toEqual([[], []]);
});

test.each(["time", "answer"] as const)(
  "what of a window there is no %s for is counted as left",
  async (missing) => {
    const events = Array.from({ length: 60 }, (_, index) =>
      shell(new Date(START + index * 2 * MINUTE).toISOString(), {
        pid: String(index),
        host: "ws0",
      }),
    );
    const world = createWorld({ tables: new Map([["WindowsEvent", events]]), heldRows: 12 });
    let now = START + 125 * MINUTE;
    const { outcomes, left } = await tick(world, now, {
      rules: [{ ...rule, hunt: { ...rule.hunt, every: 2 * HOUR, slot: 24 * HOUR } }],
      startFrom: START,
      clock: () => now,
      deadline: now + MINUTE,
      mostGaps: 0,
      ended: () => {
        if (missing === "time") now += MINUTE;
        else
          world.ports.queries.query = async () => {
            throw new NoAnswer("query: no answer", "again");
          };
      },
    });
    expect(outcomes.map(({ record }) => record.state)).toEqual(
      missing === "time" ? ["ok"] : ["ok", "failed"],
    );
    const reached = outcomes.at(-1)!.record.window.to;
    expect(reached).toBeLessThan(START + 2 * HOUR);
    expect(left.map(({ window }) => window)).toEqual([{ from: reached, to: START + 2 * HOUR }]);
  },
);
