import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coalesce, contains, DAY, type Window } from "../../../src/hunt/base/window.ts";
import {
  type Candidate,
  type DueOptions,
  due,
  findGaps,
  planCandidate,
} from "../../../src/hunt/runs/due.ts";
import { NO_COVERAGE, withWindow } from "../../../src/stores/ledger.ts";
import { seedRule, WORKSPACE } from "../../harness.ts";

const rule = seedRule("rundll32-command-shell");
const { every, lateness } = rule.hunt;
const dueOf = (candidates: readonly Candidate[], options: DueOptions) =>
  due(
    candidates.map((candidate) => planCandidate(candidate, options)),
    options,
  );
const jobs = (...given: Parameters<typeof dueOf>) => {
  const { fresh, gaps } = dueOf(...given);
  return [...fresh, ...gaps];
};
/** What a rule that ran in time has settled: all but the lateness before its last run. */
const settledOf = (covered: readonly Window[]) =>
  covered.map(({ from, to }) => ({ from, to: Math.max(from, to - lateness) }));
const NOON = Date.parse("2026-11-21T12:00:00Z");
const windows = (
  covered: readonly Window[],
  now: number,
  options: { startFrom?: number; mostGaps?: number; begun?: number; longest?: number } = {},
) =>
  jobs(
    [
      {
        rule,
        workspace: WORKSPACE,
        coverage: { covered, settled: settledOf(covered), longest: options.longest ?? DAY },
        begun: options.begun ?? covered[0]?.from,
      },
    ],
    {
      now,
      startFrom: options.startFrom,
      notBefore: 0,
      mostGaps: options.mostGaps ?? 100,
    },
  ).map(({ window }) => window);

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
      { from: edge - lateness, to: edge - lateness + DAY },
      { from: edge - lateness + DAY, to: edge - lateness + 2 * DAY },
      { from: edge - lateness + 2 * DAY, to: fresh.from },
    ]);
  });

  test("windows that give no complete answer are asked for in shorter ones", () => {
    const covered = [{ from: NOON - 10 * DAY, to: NOON - DAY }];
    const asked = windows(covered, NOON, { longest: 6 * 3_600_000 });
    expect(asked.every(({ from, to }) => to - from <= 6 * 3_600_000)).toBe(true);
    expect(coalesce(asked)).toEqual([{ from: NOON - DAY - lateness, to: NOON }]);
  });

  test("what somebody asked for does not stand for the interval that it lies in", () => {
    const begun = NOON - every - lateness;
    const half = { from: NOON - every / 2, to: NOON + 1 };
    const [fresh] = windows([{ from: begun, to: NOON - every }, half], NOON, { begun });
    expect(fresh).toEqual({ from: NOON - every - lateness, to: NOON });
  });

  test("gaps are held to the budget, fresh windows are not", () => {
    const covered = [{ from: NOON - 10 * DAY, to: NOON - 5 * DAY }];
    expect(windows(covered, NOON, { mostGaps: 2 })).toHaveLength(3);
    expect(windows(covered, NOON, { mostGaps: 0 })).toHaveLength(1);
  });

  test("a rule whose gaps never close keeps no other rule's open", () => {
    const other = { ...rule, id: "other", slug: "other" };
    const covered = [{ from: NOON - 10 * DAY, to: NOON - 9 * DAY }];
    const candidates = [rule, other].map((one) => ({
      rule: one,
      workspace: WORKSPACE,
      coverage: { covered, settled: covered, longest: DAY },
      begun: NOON - 10 * DAY,
    }));
    const gaps = jobs(candidates, {
      now: NOON,
      startFrom: undefined,
      notBefore: 0,
      mostGaps: 4,
    }).slice(2);
    expect(gaps.map((job) => job.rule.slug)).toEqual([rule.slug, "other", rule.slug, "other"]);
  });

  test("what somebody asked for long ago is not filled up to now", () => {
    expect(
      windows([{ from: NOON - 300 * DAY, to: NOON - 299 * DAY }], NOON, {
        begun: NOON - every - lateness,
      }),
    ).toHaveLength(1);
  });

  test("a start before the first run is filled, one after it is respected", () => {
    expect(windows([], NOON, { startFrom: NOON - DAY / 2 })).toEqual([
      { from: NOON - every - lateness, to: NOON },
      { from: NOON - DAY / 2, to: NOON - every - lateness },
    ]);
  });

  test("of all that was missed only what may be taken up is made, and the rest is counted", () => {
    const candidate = {
      rule,
      workspace: WORKSPACE,
      coverage: { covered: [], settled: [], longest: 5 * 60_000 },
      begun: NOON - 90 * DAY,
    };
    const many = Array.from({ length: 300 }, () => candidate);
    const { gaps, behind } = dueOf(many, {
      now: NOON,
      startFrom: undefined,
      notBefore: 0,
      mostGaps: 20,
    });
    expect(gaps).toHaveLength(20);
    expect(new Set(gaps.map(({ window }) => window.from))).toEqual(new Set([NOON - 90 * DAY]));
    expect(behind).toBe(300 * Math.ceil((90 * DAY - every - lateness) / (5 * 60_000)));
  });

  test("a clock that stands or goes back asks for nothing twice", () => {
    const covered = [{ from: NOON - DAY, to: NOON }];
    expect(windows(covered, NOON - every)).toEqual([]);
  });
});

test("uncovered and covered make the range, and do not overlap", () => {
  const window = fc
    .tuple(fc.nat(400), fc.integer({ min: 1, max: 80 }))
    .map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(window, fc.array(window, { maxLength: 8 }), (range, covered) => {
      const gaps = findGaps(range, coalesce(covered));
      for (let at = range.from; at < range.to; at++) {
        const point = { from: at, to: at + 1 };
        expect(gaps.some((gap) => contains(gap, point))).toBe(
          !covered.some((one) => contains(one, point)),
        );
      }
    }),
  );
});

test("whatever ticks are missed, and whatever was asked for, every moment is asked for again after its rows can have arrived", () => {
  const minutes = (most: number) => fc.integer({ min: 1, max: most });
  const asked = fc.record({ back: minutes(200), length: minutes(90) });
  const step = fc.record({ minutes: minutes(70), asked: fc.option(asked, { nil: undefined }) });
  fc.assert(
    fc.property(
      minutes(40),
      fc.integer({ min: 0, max: 150 }),
      fc.array(step, { minLength: 2, maxLength: 12 }),
      (often, late, steps) => {
        const own = {
          ...rule,
          hunt: { ...rule.hunt, every: often * 60_000, lateness: late * 60_000 },
        };
        const start = NOON - 3 * 3_600_000;
        const queries: { at: number; window: Window }[] = [];
        let [now, coverage] = [NOON, NO_COVERAGE];
        const run = (window: Window) => {
          queries.push({ at: now, window });
          coverage = withWindow(
            coverage,
            { from: window.from, to: Math.min(window.to, now) },
            now - own.hunt.lateness,
          );
        };
        const turn = () => {
          const candidate = { rule: own, workspace: WORKSPACE, coverage, begun: undefined };
          for (const { window } of jobs([candidate], {
            now,
            startFrom: start,
            notBefore: 0,
            mostGaps: 100,
          }))
            run(window);
        };
        turn();
        for (const one of steps) {
          now += one.minutes * 60_000;
          if (one.asked)
            run({
              from: now - one.asked.back * 60_000,
              to: now - one.asked.back * 60_000 + one.asked.length * 60_000,
            });
          turn();
        }
        now += 2 * own.hunt.every + own.hunt.lateness;
        turn();
        for (
          let moment = start;
          moment < now - 2 * own.hunt.every - own.hunt.lateness;
          moment += 60_000
        ) {
          const point = { from: moment, to: moment + 1 };
          expect(
            queries.some(
              ({ at, window }) => contains(window, point) && at >= moment + own.hunt.lateness,
            ),
          ).toBe(true);
        }
      },
    ),
    { numRuns: process.env["SOAK"] ? 3_000 : 300 },
  );
});
