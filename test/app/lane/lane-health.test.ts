import { describe, expect, test } from "vitest";
import { laneHealth } from "../../../src/app/lane/lane-health.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import type { Heartbeat } from "../../../src/hunt/ledger/heartbeat.ts";
import type { Missed, Trouble } from "../../../src/hunt/ledger/lane-memory.ts";
import { NO_WATCH } from "../../../src/hunt/ledger/lane-memory.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const range = { from: NOW - 7 * DAY, to: NOW - DAY };
const facts = {
  lane: "Main",
  workspaces: [{ id: "w1", name: "contoso" }],
  slugs: new Map([
    ["r1", "often"],
    ["r2", "seldom"],
  ]),
  isSilent: (at: number) => NOW - at > DAY,
};
const beat = (more: Partial<Heartbeat> = {}): Heartbeat => ({
  ...{
    version: 1,
    lane: "Main",
    at: NOW,
    dry: false,
    jobs: 5,
    failed: 1,
    left: 2,
    held: 3,
    behind: 4,
    problems: [],
  },
  ...more,
});
const missed = (rule: string, more: Partial<Missed> = {}): Missed => ({
  ...{
    rule,
    workspace: "w1",
    ranges: [range],
    rest: [{ from: NOW - 2 * DAY, to: NOW - DAY }],
    windows: 1,
    noticed: NOW,
  },
  ...more,
});

test("a lane that has not run yet, and one whose state is of an older version", () => {
  const empty = { pauses: [], missed: [], troubles: [], resting: [], aside: [] };
  expect(laneHealth(facts, undefined)).toEqual({
    lane: "Main",
    lastTick: null,
    silent: false,
    jobs: 0,
    failed: 0,
    left: 0,
    held: 0,
    missingWindows: 0,
    ...empty,
  });
  expect(laneHealth(facts, beat({ at: NOW - 2 * DAY }))).toEqual({
    ...{
      lane: "Main",
      lastTick: "2026-11-24T12:00:00.000Z",
      silent: true,
      jobs: 5,
      failed: 1,
      left: 2,
      held: 3,
      missingWindows: 0,
    },
    ...empty,
  });
});

describe("what was missed", () => {
  const missedIn = (...entries: Missed[]) =>
    laneHealth(facts, beat({ watch: { ...NO_WATCH, missed: entries } })).missed;
  const times = { from: "2026-11-19T12:00:00.000Z", to: "2026-11-25T12:00:00.000Z" };

  test("by the same time of a workspace is one entry with its rules, and the windows of all", () => {
    expect(missedIn(missed("r1"), missed("r2", { rest: [], windows: 0 }))).toEqual([
      {
        ...{ workspace: "contoso", rules: ["often", "seldom"], ranges: [times] },
        ...{
          stillMissing: [{ from: "2026-11-24T12:00:00.000Z", to: times.to }],
          windows: 1,
          noticed: "2026-11-26T12:00:00.000Z",
          filled: null,
        },
      },
    ]);
  });

  test("is counted for the lane as it is after the tick, whatever was missing before it", () => {
    const health = (...entries: Missed[]) =>
      laneHealth(facts, beat({ behind: 15, watch: { ...NO_WATCH, missed: entries } }));
    expect(health(missed("r1"), missed("r2", { windows: 3 })).missingWindows).toBe(4);
    expect(health(missed("r1", { rest: [], windows: 0, filled: NOW })).missingWindows).toBe(0);
  });

  test("by other times, or filled at others, is told apart", () => {
    const other = { from: range.from, to: range.to + 1 };
    const entries = [
      missed("r1"),
      missed("r2", { ranges: [other] }),
      missed("r2", { rest: [], windows: 0, filled: NOW }),
    ];
    expect(missedIn(...entries).map(({ rules, filled }) => [rules, filled])).toEqual([
      [["often"], null],
      [["seldom"], null],
      [["seldom"], "2026-11-26T12:00:00.000Z"],
    ]);
  });

  test("of a rule and workspace that are not there any more goes by their ids", () => {
    expect(missedIn(missed("r9", { workspace: "w9" }))).toMatchObject([
      { workspace: "w9", rules: ["r9"] },
    ]);
  });
});

test("troubles, resting workspaces and writes that were set aside are told by names", () => {
  const trouble: Trouble = {
    ...{
      id: "t",
      rule: "",
      workspace: "w1",
      kind: "behind",
      since: NOW,
      noticed: NOW,
      rules: ["r1"],
      speaker: "r1",
      told: "stood",
    },
    cause: { message: "403", remedy: "give the role" },
  };
  const own = {
    ...trouble,
    rule: "r2",
    rules: [],
    covered: NOW,
    ended: NOW,
    recovery: "off",
  } as const;
  const health = laneHealth(
    facts,
    beat({
      resting: {
        w1: { times: 2, until: NOW, rule: "r1" },
        w2: { times: 3, until: NOW + 10 * 60_000, rule: "r1" },
      },
      aside: { "often w1": { count: 3, last: NOW } },
      watch: { ...NO_WATCH, troubles: [trouble, own], pauses: [range] },
    }),
  );
  const at = "2026-11-26T12:00:00.000Z";
  const told = {
    workspace: "contoso",
    kind: "behind",
    since: at,
    why: "403",
    remedy: "give the role",
    id: "t",
    told: "written",
  };
  expect(health).toMatchObject({
    troubles: [
      { ...told, rule: null, rules: ["often"], ended: null, coveredTo: null, recovery: null },
      { ...told, rule: "seldom", rules: [], ended: at, coveredTo: at, recovery: "not needed" },
    ],
    resting: [
      { workspace: "contoso", times: 2, askedAgain: "at the next tick" },
      { workspace: "w2", times: 3, askedAgain: "2026-11-26T12:10:00.000Z" },
    ],
    aside: [{ workspace: "contoso", rule: "often", writes: 3, last: at }],
    pauses: [{ from: "2026-11-19T12:00:00.000Z", to: "2026-11-25T12:00:00.000Z" }],
  });
});
