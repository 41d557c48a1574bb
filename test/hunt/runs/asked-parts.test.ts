import { expect, test } from "vitest";
import { CallError } from "../../../src/hunt/base/call-error.ts";
import { askRun } from "../../../src/hunt/ledger/asked.ts";
import {
  bookmarks,
  createWorld,
  seedRule,
  shell,
  tick as tickAt,
  WORKSPACE,
  written,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HELD = 6;
const seed = seedRule("rundll32-command-shell");
const rule = { ...seed, hunt: { ...seed.hunt, slot: HOUR, cap: 100 } };
/** Few enough that each has a place in the incident, in whichever order they come. */
const events = Array.from({ length: 18 }, (_, index) =>
  shell(new Date(START + index * 3 * MINUTE).toISOString(), { pid: String(index), host: "ws0" }),
);

/**
 * What an asked run leaves of an hour that is asked in parts, of which those with these numbers
 * (from 0 on) fail once.
 */
async function leftBy(failing: readonly number[]) {
  const world = createWorld({ tables: new Map([["WindowsEvent", events]]), heldRows: HELD });
  const { query } = world.ports.queries;
  let parts = 0;
  world.ports.queries.query = async (workspace, compiled) => {
    const answer = await query(workspace, compiled);
    if (
      !compiled.text.endsWith(`take ${HELD + 1}`) ||
      answer.rows.length > HELD ||
      answer.rows.length === 0
    )
      return answer;
    parts += 1;
    if (failing.includes(parts - 1)) throw new CallError("query: 500", "again", 500);
    return answer;
  };
  const now = START + 30 * DAY;
  const range = { from: START, to: START + HOUR };
  await world.ports.store.ask(
    askRun({ id: "1", lane: "Default", range, dry: false, askedAt: now }, rule, [WORKSPACE]),
  );
  const late: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const asked = (await world.ports.store.waitingRuns("Default")).map((run) => ({ run, rule }));
    const { outcomes } = await tickAt(world, now + turn * MINUTE, {
      rules: [rule],
      startFrom: now - HOUR,
      mostGaps: 0,
      asked,
    });
    late.push(...outcomes.map(({ record }) => record.late));
  }
  const run = await world.ports.store.asked("1");
  return {
    run,
    late,
    bookmarks: bookmarks(world.resources).length,
    written: written(world.resources),
  };
}

test.each([
  ["first", 0],
  ["second", 1],
  ["last", -1],
] as const)(
  "the slot of an asked run stays open while its %s part has failed and waits: nothing comes late, and the comment lists all",
  async (_name, which) => {
    const whole = await leftBy([]);
    const count = whole.run!.done.windows;
    expect([count > 2, whole.bookmarks > 0]).toEqual([true, true]);
    const failed = await leftBy([which < 0 ? count + which : which]);
    expect(failed.run).toMatchObject({
      waiting: [],
      failed: [],
      done: { findings: events.length },
    });
    expect(failed.late.every((late) => late === 0)).toBe(true);
    expect(Object.keys(failed.written)).toEqual(Object.keys(whole.written));
    const comments = (all: Record<string, unknown>) =>
      Object.entries(all).filter(([id]) => id.includes("/comments/"));
    expect(comments(whole.written).length).toBeGreaterThan(0);
    expect(comments(failed.written)).toEqual(comments(whole.written));
  },
);
