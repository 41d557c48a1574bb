import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NoAnswer } from "../../../src/hunt/base/call-error.ts";
import { contains } from "../../../src/hunt/base/window.ts";
import type { Workspace } from "../../../src/hunt/base/workspace.ts";
import { makeOwner } from "../../../src/hunt/findings/finding.ts";
import type { Resting } from "../../../src/hunt/ledger/lane-memory.ts";
import { restLines } from "../../../src/hunt/runs/resting.ts";
import type { TickOutcome } from "../../../src/hunt/runs/tick.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import { createWorld, seedRule, tick, WORKSPACE } from "../../harness.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-26T00:00:00Z");
const rules = ["a", "b"].map((letter) => ({
  ...seedRule("rundll32-command-shell"),
  id: `${letter.repeat(8)}-1111-4111-8111-111111111111`,
}));
const workspaces: Workspace[] = Array.from({ length: 16 }, (_, index) => ({
  ...WORKSPACE,
  id: `${String(index).padStart(8, "0")}-2222-4222-8222-222222222222`,
  name: `ws${index}`,
}));

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** A lane whose workspaces answer after 10 s, and of which some hang until the client gives up. */
function lane(hangs: (workspace: Workspace) => boolean) {
  const world = createWorld({ store: memoryStore() });
  const asked: string[] = [];
  world.ports.queries.query = async (workspace) => {
    asked.push(workspace.name);
    const silent = hangs(workspace);
    await new Promise((resolve) => setTimeout(resolve, silent ? 200_000 : 10_000));
    if (silent) throw new NoAnswer("no answer before the deadline", "the next run tries again");
    return { rows: [], queryMs: 0 };
  };
  const lengths: number[] = [];
  let resting: Resting = {};
  /** One tick of the timer, five minutes after the one before. */
  const turn = async (minute: number): Promise<TickOutcome> => {
    await vi.advanceTimersByTimeAsync(Math.max(START + minute * MINUTE - Date.now(), 0));
    const now = Date.now();
    const more = {
      rules,
      workspaces,
      clock: Date.now,
      deadline: now + 4 * MINUTE,
      startFrom: START - 10 * MINUTE,
      resting,
    };
    let ended = false;
    const ran = tick({ ...world, ports: { ...world.ports, clock: Date.now } }, now, more).finally(
      () => {
        ended = true;
      },
    );
    while (!ended) await vi.advanceTimersByTimeAsync(5_000);
    const outcome = await ran;
    lengths.push(Date.now() - now);
    resting = outcome.resting;
    return outcome;
  };
  const isCovered = async (workspace: Workspace, to: number) => {
    const all = await Promise.all(
      rules.map((rule) => world.ports.store.read(makeOwner(rule, workspace))),
    );
    return all.every(({ coverage }) =>
      coverage.covered.some((window) => contains(window, { from: to - 5 * MINUTE, to })),
    );
  };
  return { world, asked, lengths, turn, isCovered, resting: () => resting };
}

describe.each([
  [1, 0],
  [4, 0],
  // More than there are workers: until the first tick has heard that they are silent, they hold up
  // all of it.
  [8, 2],
])("%i of 16 workspaces hang", (count, lateTicks) => {
  test(`the others are late in ${lateTicks} ticks, and a workspace that hangs is asked less and less`, async () => {
    const { turn, isCovered, asked, lengths, resting } = lane(
      (workspace) => workspaces.indexOf(workspace) < count,
    );
    for (let minute = 5; minute <= 60; minute += 5) {
      await turn(minute);
      const late = [];
      for (const workspace of workspaces.slice(count))
        if (!(await isCovered(workspace, START + minute * MINUTE))) late.push(workspace.name);
      if (minute > 5 * lateTicks) expect(late, `minute ${minute}`).toEqual([]);
    }
    expect(Math.max(...lengths.slice(lateTicks))).toBeLessThan(5 * MINUTE);
    expect(asked.filter((name) => name === "ws0").length).toBeLessThanOrEqual(6);
    expect(
      restLines(
        resting(),
        new Map(workspaces.map(({ id, name }) => [id, name])),
        new Map(),
        Date.now(),
      )[0],
    ).toMatch(
      /^workspace ws\d gave no answer( \d times in a row)?; it is queried again from 2026-11-26T0\d:\d\d:\d\d\.\d{3}Z on; missed time is filled then$/,
    );
  });
});

test("a workspace that answers again is filled, and rests no more", async () => {
  const { turn, isCovered, resting, world } = lane(
    (workspace) => workspace.name === "ws0" && Date.now() < START + 62 * MINUTE,
  );
  for (let minute = 5; minute <= 180; minute += 5) await turn(minute);
  expect(resting()).toEqual({});
  const first = workspaces[0]!;
  expect(await isCovered(first, START + 180 * MINUTE)).toBe(true);
  const { settled } = (await world.ports.store.read(makeOwner(rules[0]!, first))).coverage;
  expect(settled).toMatchObject([{ from: START - 10 * MINUTE }]);
});
