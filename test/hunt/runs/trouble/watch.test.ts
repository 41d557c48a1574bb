import { describe, expect, test } from "vitest";
import { iso, type Window } from "../../../../src/hunt/base/window.ts";
import { NO_WATCH, type Watch } from "../../../../src/hunt/ledger/lane-memory.ts";
import { missedAfter } from "../../../../src/hunt/runs/trouble/missed.ts";
import type { Standing, Step } from "../../../../src/hunt/runs/trouble/standing.ts";
import { fewRanges } from "../../../../src/hunt/runs/trouble/standing.ts";
import {
  changes,
  type Seen,
  type TickTimes,
  watchAfter,
  watchBroken,
  watchDry,
} from "../../../../src/hunt/runs/trouble/watch.ts";
import { DAY, HOUR, MINUTE, numbered, variant } from "./watched-lane.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const rule = variant("often", { every: 5 * MINUTE, lateness: 10 * MINUTE });
const workspace = numbered(1)[0]!;

const standing = (more: Partial<Standing> = {}): Standing => ({
  ...{ rule, workspace, coveredTo: NOW, missed: [], unsettled: [], longest: DAY },
  ...more,
});
const range = (from: number, to: number): Window => ({
  from: NOW + from * HOUR,
  to: NOW + to * HOUR,
});

describe("what was missed", () => {
  const [hole, rest] = [range(-50, -10), range(-26, -10)];
  const progress = (before: Window[], after: Window[]) => [
    { before: standing({ missed: before }), after: standing({ missed: after }) },
  ];

  test("keeps all that was missed while it is filled, and is told for a week after", () => {
    const first = missedAfter([], progress([hole], [rest]), NOW);
    expect(first).toMatchObject([{ ranges: [hole], rest: [rest], windows: 1, noticed: NOW }]);
    const filled = missedAfter(first, progress([rest], []), NOW + HOUR);
    expect(filled).toMatchObject([
      { ranges: [hole], rest: [], windows: 0, noticed: NOW, filled: NOW + HOUR },
    ]);
    expect(missedAfter(filled, progress([], []), NOW + 7 * DAY)).toEqual(filled);
    expect(missedAfter(filled, progress([], []), NOW + 7 * DAY + HOUR)).toEqual([]);
  });

  test("of a second time is another entry, of a ledger that cannot be read what was known", () => {
    const filled = missedAfter([], progress([hole], []), NOW);
    const again = missedAfter(filled, progress([range(-2, -1)], [range(-2, -1)]), NOW + HOUR);
    expect(again.map(({ ranges }) => ranges)).toEqual([[range(-2, -1)], [hole]]);
    const unread = standing({ coveredTo: undefined });
    expect(missedAfter(again, [{ before: unread, after: unread }], NOW + 2 * HOUR)).toEqual(again);
  });

  test("is bounded: many fragments become few, of many rules and workspaces the open ones are kept", () => {
    const fragments = Array.from({ length: 500 }, (_, index) =>
      range(-1_000 + 2 * index, -999 + 2 * index),
    );
    expect(fewRanges(fragments)).toHaveLength(8);
    expect([fewRanges(fragments)[0]!.from, fewRanges(fragments).at(-1)!.to]).toEqual([
      fragments[0]!.from,
      fragments.at(-1)!.to,
    ]);
    const many = numbered(1_500).map((one, index) => {
      const before = standing({ workspace: one, missed: [hole] });
      return { before, after: { ...before, missed: index < 700 ? [] : [rest] } };
    });
    const missed = missedAfter([], many, NOW);
    expect([missed.length, missed.filter(({ filled }) => filled === undefined).length]).toEqual([
      1_000, 800,
    ]);
  });
});

describe("a watch", () => {
  const times = (more: Partial<TickTimes> = {}): TickTimes => ({
    ...{ began: NOW, ended: NOW, last: NOW - 5 * MINUTE, paused: false, pause: 5 * MINUTE },
    ...more,
  });
  const seen = (more: Partial<Seen> = {}): Seen => ({
    standings: [standing()],
    steps: [],
    left: [],
    held: [],
    resting: {},
    ...more,
  });
  const cause = { message: "403", remedy: "give the role" };
  const failedIn = (one: typeof workspace, slug = rule): Step => ({
    ...{
      key: `${slug.id} ${one.id}`,
      ruleId: slug.id,
      workspaceId: one.id,
      job: "window",
      window: range(-1, 0),
      state: "failed",
    },
    ...{ cause, coversTo: NOW, asked: false },
  });
  const long: Watch = { ...NO_WATCH, joined: { [rule.id]: NOW - DAY, [workspace.id]: NOW - DAY } };

  test("of many workspaces in trouble keeps 200 of them, the first ones first, and of those that are over the last", () => {
    const all = numbered(300);
    const joined = Object.fromEntries(
      [rule.id, ...all.map(({ id }) => id)].map((id) => [id, NOW - DAY]),
    );
    const standings = all.map((one) => standing({ workspace: one, coveredTo: NOW - 2 * HOUR }));
    const first = watchAfter(
      { ...NO_WATCH, joined },
      seen({ standings: standings.slice(100), steps: all.slice(100).map((one) => failedIn(one)) }),
      times(),
    );
    expect(first.troubles).toHaveLength(200);
    const later = watchAfter(
      { ...first, joined },
      seen({ standings, steps: all.map((one) => failedIn(one)) }),
      times({ ended: NOW + HOUR }),
    );
    expect(new Set(later.troubles.map(({ id }) => id))).toEqual(
      new Set(first.troubles.map(({ id }) => id)),
    );
    const over = watchAfter(
      first,
      seen({ standings: standings.map((one) => ({ ...one, coveredTo: NOW })) }),
      times(),
    );
    expect(over.troubles.every(({ ended }) => ended === NOW)).toBe(true);
    expect(
      watchAfter(
        over,
        seen({ standings: [] }),
        times({ began: NOW + 8 * DAY, ended: NOW + 8 * DAY }),
      ).troubles,
    ).toEqual([]);
  });

  test("a window of an asked run that fails is no trouble of the rule, and one that stood is no failure of its workspace", () => {
    const asked = watchAfter(
      long,
      seen({ steps: [{ ...failedIn(workspace), asked: true }] }),
      times(),
    );
    expect([asked.failing, asked.workspaces]).toEqual([{}, {}]);
  });

  test("what failed first is remembered until that very window stood, also by a tick that had no time for it", () => {
    const open = standing({ unsettled: [range(-3, 0)] });
    const old: Step = { ...failedIn(workspace), window: range(-3, -2) };
    const newest: Step = { ...old, window: range(-1, 0), state: "ok" };
    const first = watchAfter(long, seen({ standings: [open], steps: [old] }), times());
    const next = watchAfter(
      first,
      seen({ standings: [open], steps: [newest] }),
      times({ ended: NOW + MINUTE }),
    );
    expect(Object.values(next.failing)).toMatchObject([{ from: range(-3, -2).from, since: NOW }]);
    const stood = watchAfter(
      next,
      seen({ standings: [open], steps: [{ ...old, state: "ok" }] }),
      times({ ended: NOW + 2 * MINUTE }),
    );
    expect(stood.failing).toEqual({});
  });

  test("a job that Azure answered with a clock behind ours is covered as far as that clock", () => {
    const missed = [range(-3, -1)];
    const step: Step = {
      ...failedIn(workspace),
      window: missed[0]!,
      state: "ok",
      coversTo: NOW - 2 * HOUR,
    };
    expect(
      watchAfter(long, seen({ standings: [standing({ missed })], steps: [step] }), times()).missed,
    ).toMatchObject([{ rest: [range(-2, -1)] }]);
  });

  test("of more failing rules and workspaces than are remembered, read in any order, the same ones are, until they are told", () => {
    const many = numbered(400);
    let watch = NO_WATCH;
    for (let tick = 0; tick <= 8; tick++) {
      const now = NOW + tick * 5 * MINUTE;
      // Each time a third of them comes first.
      const order = [...many.slice(tick * 130), ...many.slice(0, tick * 130)];
      const standings = order.map((one) =>
        standing({ workspace: one, coveredTo: now, unsettled: [range(-3, 0)] }),
      );
      const closing = order.map((one): Step => ({ ...failedIn(one), job: "closing" }));
      const stood = order.map(
        (one): Step => ({ ...failedIn(one), state: "ok", window: { from: now - MINUTE, to: now } }),
      );
      watch = watchAfter(
        watch,
        seen({ standings, steps: [...closing, ...stood] }),
        times({ began: now, ended: now }),
      );
    }
    expect(watch.troubles).toHaveLength(200);
  });

  test("one of 200 troubles that is over is kept until that is told", () => {
    const all = numbered(250);
    const joined = Object.fromEntries(
      [rule.id, ...all.map(({ id }) => id)].map((id) => [id, NOW - DAY]),
    );
    const late = (well?: string) =>
      seen({
        standings: all.map((one) =>
          standing({ workspace: one, coveredTo: one.id === well ? NOW : NOW - 2 * HOUR }),
        ),
      });
    const first = watchAfter({ ...NO_WATCH, joined }, late(), times());
    const told = first.troubles.map((trouble) => ({ ...trouble, told: "stood" as const }));
    const well = told[7]!;
    const over = watchAfter(
      { ...first, troubles: told },
      late(well.workspace),
      times({ ended: NOW + MINUTE }),
    );
    const isOver = { ended: NOW + MINUTE, recovery: "due" };
    expect(over.troubles.find(({ id }) => id === well.id)).toMatchObject(isOver);
    expect(changes({ ...first, troubles: told }, over).ended.map(({ id }) => id)).toEqual([
      well.id,
    ]);
    const later = watchAfter(over, late(well.workspace), times({ ended: NOW + 2 * MINUTE }));
    expect(later.troubles.find(({ id }) => id === well.id)).toMatchObject(isOver);
    const said = later.troubles.map((one) =>
      one.id === well.id ? { ...one, recovery: "stood" as const } : one,
    );
    const end = watchAfter(
      { ...later, troubles: said },
      late(well.workspace),
      times({ ended: NOW + 3 * MINUTE }),
    );
    expect([end.troubles.length, end.troubles.some(({ id }) => id === well.id)]).toEqual([
      200,
      false,
    ]);
  });

  test.each([100, 6, 2])("every %ith tick that an error ends puts off no trouble", (each) => {
    const behind = seen({ standings: [standing({ coveredTo: NOW })] });
    let watch = NO_WATCH;
    let told: number | undefined;
    for (let tick = 0; tick < 48 && told === undefined; tick++) {
      const now = NOW + tick * 5 * MINUTE;
      const moment = times({ began: now, ended: now, last: now - 5 * MINUTE });
      watch =
        tick % each === each - 1 ? watchBroken(watch, moment) : watchAfter(watch, behind, moment);
      if (watch.troubles.length > 0) told = now - NOW;
    }
    // After half an hour; the tick that would say it may be one of those.
    expect(told).toBeLessThanOrEqual(40 * MINUTE);
  });

  test("a tick that an error ended after a pause of the timers excuses what was missed in it", () => {
    expect(watchBroken(long, times({ paused: true })).joined).toEqual({});
  });

  test("a dry tick judges nobody, and all begin anew after it", () => {
    const before = {
      ...long,
      missed: missedAfter(
        [],
        [
          {
            before: standing({ missed: [range(-3, -1)] }),
            after: standing({ missed: [range(-3, -1)] }),
          },
        ],
        NOW,
      ),
    };
    const unused = watchDry(before, times({ paused: true }));
    expect(unused).toEqual({
      ...before,
      joined: {},
      pauses: [{ from: NOW - 5 * MINUTE, to: NOW }],
    });
    const behind = seen({ standings: [standing({ coveredTo: NOW - DAY })] });
    expect(watchAfter(unused, behind, times()).troubles).toEqual([]);
    expect(watchAfter(before, behind, times()).troubles).toMatchObject([
      { since: NOW - DAY, covered: NOW - DAY },
    ]);
  });

  test("a trouble is over with proof only: not by a pause of the ticks, nor by a tick that did not run the rule", () => {
    const behind = standing({ coveredTo: NOW - DAY });
    const before = watchAfter(long, seen({ standings: [behind] }), times());
    const isOver = (one: Standing, more: Partial<TickTimes> = {}, steps: Step[] = []) =>
      watchAfter(before, seen({ standings: [one], steps }), times(more)).troubles.map(
        ({ ended }) => ended !== undefined,
      );
    expect(isOver(behind)).toEqual([false]);
    expect(isOver(behind, { paused: true })).toEqual([false]);
    expect(isOver(standing(), {}, [failedIn(workspace)])).toEqual([false]);
    expect(isOver(standing({ coveredTo: undefined }))).toEqual([false]);
    expect(isOver(standing())).toEqual([true]);
  });

  test("pauses are told for a week, ten at most", () => {
    let watch = NO_WATCH;
    for (let day = 0; day < 20; day++)
      watch = watchAfter(
        watch,
        seen(),
        times({ began: NOW + day * HOUR, last: NOW + day * HOUR - MINUTE, paused: true }),
      );
    expect(watch.pauses).toHaveLength(10);
    expect(iso(watch.pauses.at(-1)!.to)).toBe("2026-11-27T07:00:00.000Z");
    expect(watchAfter(watch, seen(), times({ began: NOW + 9 * DAY })).pauses).toEqual([]);
  });
});
