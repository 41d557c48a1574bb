import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { due, uncovered } from "../../src/hunt/due.ts";
import { coalesce, contains, DAY, type Window } from "../../src/hunt/window.ts";
import { seedRule, WORKSPACE } from "../harness.ts";

const rule = seedRule("rundll32-command-shell");
const { every, lateness } = rule.hunt;
const jobs = (...given: Parameters<typeof due>) => {
  const { fresh, gaps } = due(...given);
  return [...fresh, ...gaps];
};
const NOON = Date.parse("2026-11-21T12:00:00Z");
const windows = (covered: readonly Window[], now: number, options: { startFrom?: number; mostGaps?: number; begun?: number } = {}) =>
  jobs([{ rule, workspace: WORKSPACE, covered, begun: options.begun ?? covered[0]?.from }], {
    now,
    startFrom: options.startFrom,
    mostGaps: options.mostGaps ?? 100,
  }).map(({ window }) => window);

describe("what is due", () => {
  test("at first the fresh window: the frequency and the lateness before the last whole interval", () => {
    expect(windows([], NOON + 42_000)).toEqual([{ from: NOON - every - lateness, to: NOON }]);
  });

  test("nothing before the next interval is over", () => {
    const covered = [{ from: NOON - every - lateness, to: NOON }];
    expect(windows(covered, NOON + every - 1)).toEqual([]);
    expect(windows(covered, NOON + every)).toEqual([{ from: NOON - lateness, to: NOON + every }]);
  });

  test("a tick that comes twice finds nothing left", () => {
    const [window] = windows([], NOON);
    expect(windows([window!], NOON)).toEqual([]);
  });

  test("after an outage the fresh window comes first, then the gap, oldest first, in days, reaching back by the lateness", () => {
    const covered = [{ from: NOON - 10 * DAY, to: NOON - 2.5 * DAY }];
    const fresh = { from: NOON - every - lateness, to: NOON };
    const edge = NOON - 2.5 * DAY;
    expect(windows(covered, NOON)).toEqual([
      fresh,
      { from: edge - lateness, to: edge + DAY },
      { from: edge + DAY - lateness, to: edge + 2 * DAY },
      { from: edge + 2 * DAY - lateness, to: fresh.from },
    ]);
  });

  test("gaps are held to the budget, fresh windows are not", () => {
    const covered = [{ from: NOON - 10 * DAY, to: NOON - 5 * DAY }];
    expect(windows(covered, NOON, { mostGaps: 2 })).toHaveLength(3);
    expect(windows(covered, NOON, { mostGaps: 0 })).toHaveLength(1);
  });

  test("a rule whose gaps never close keeps no other rule's open", () => {
    const other = { ...rule, id: "other", slug: "other" };
    const covered = [{ from: NOON - 10 * DAY, to: NOON - 9 * DAY }];
    const candidates = [rule, other].map((one) => ({ rule: one, workspace: WORKSPACE, covered, begun: NOON - 10 * DAY }));
    const gaps = jobs(candidates, { now: NOON, startFrom: undefined, mostGaps: 4 }).slice(2);
    expect(gaps.map((job) => job.rule.slug)).toEqual([rule.slug, "other", rule.slug, "other"]);
  });

  test("what somebody asked for long ago is not filled up to now", () => {
    expect(windows([{ from: NOON - 300 * DAY, to: NOON - 299 * DAY }], NOON, { begun: NOON - every - lateness })).toHaveLength(1);
  });

  test("a start before the first run is filled, one after it is respected", () => {
    expect(windows([], NOON, { startFrom: NOON - DAY / 2 })).toEqual([
      { from: NOON - every - lateness, to: NOON },
      { from: NOON - DAY / 2, to: NOON - every - lateness },
    ]);
  });

  test("a clock that stands or goes back asks for nothing twice", () => {
    const covered = [{ from: NOON - DAY, to: NOON }];
    expect(windows(covered, NOON - every)).toEqual([]);
  });
});

test("uncovered and covered make the range, and do not overlap", () => {
  const window = fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 80 })).map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(window, fc.array(window, { maxLength: 8 }), (range, covered) => {
      const gaps = uncovered(range, covered);
      for (let at = range.from; at < range.to; at++) {
        const point = { from: at, to: at + 1 };
        expect(gaps.some((gap) => contains(gap, point))).toBe(!covered.some((one) => contains(one, point)));
      }
    }),
  );
});

test("whatever ticks are missed, every moment is asked for again after its rows can have arrived", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 12 }), (steps) => {
      let [now, covered] = [NOON, [] as Window[]];
      const asked: { at: number; window: Window }[] = [];
      const tick = () => {
        for (const window of windows(covered, now, { startFrom: NOON - 6 * every })) {
          asked.push({ at: now, window });
          covered = coalesce([...covered, window]);
        }
      };
      tick();
      for (const step of steps) {
        now += step * 60_000;
        tick();
      }
      now += 2 * every + lateness;
      tick();
      for (let moment = NOON - 6 * every; moment < now - 2 * every - lateness; moment += 60_000) {
        const point = { from: moment, to: moment + 1 };
        expect(asked.some(({ at, window }) => contains(window, point) && at >= moment + lateness)).toBe(true);
      }
    }),
  );
});
