import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoDuration, parseDuration } from "../../../src/hunt/base/duration.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { checkLoad, type LaneWork, laneLoad } from "../../../src/hunt/runs/lane-load.ts";
import { seedRule } from "../../harness.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SHARE = { atOnce: 5, budget: 4 * MINUTE };
const seed = seedRule("rundll32-lolbin");
const ruleOf = (slug: string, every: number): Rule => ({
  ...seed,
  slug,
  hunt: { ...seed.hunt, every, slot: every, delivery: "bookmark", bands: [] },
});
const lane = (workspaces: number, rules: readonly Rule[], pause = 5 * MINUTE): LaneWork => ({
  name: "Main",
  workspaces,
  rules,
  pause,
});

describe("a lane's load", () => {
  test("is its queries, 10 s each, over the places and the time a tick has: 120 a tick", () => {
    expect(laneLoad(lane(12, [ruleOf("a", 5 * MINUTE)]), SHARE)).toBeCloseTo(0.1);
    expect(laneLoad(lane(12, [ruleOf("a", HOUR)]), SHARE)).toBeCloseTo(0.1 / 12);
  });

  test("counts a closing query a slot where incidents are commented", () => {
    const rule = ruleOf("a", 5 * MINUTE);
    const commented: Rule = { ...rule, hunt: { ...rule.hunt, delivery: "incident" } };
    expect(laneLoad(lane(60, [commented]), SHARE)).toBeCloseTo(1);
    expect(checkLoad(lane(60, [commented]), SHARE)).toEqual([]);
  });

  test("what is overbooked is refused, with the rules and the nearest schedule that fits", () => {
    const [problem] = checkLoad(
      lane(40, [
        ruleOf("slow", 2 * HOUR),
        ruleOf("b", 5 * MINUTE),
        ruleOf("c", 5 * MINUTE),
        ruleOf("d", 5 * MINUTE),
        ruleOf("e", 5 * MINUTE),
      ]),
      SHARE,
    );
    expect(problem).toEqual({
      where: "lane Main",
      message:
        "the schedule needs 135 % of the lane's query time, most of it for b (PT5M), c (PT5M), d (PT5M), e (PT5M), slow (PT2H)",
      remedy: "it fits with hunt.every and hunt.slot of PT10M for b, c, d, e",
    });
  });

  test("a timer that fires seldom is what is to be changed first", () => {
    const rules = [ruleOf("a", 5 * MINUTE), ruleOf("b", 5 * MINUTE)];
    expect(checkLoad(lane(50, rules), SHARE)).toEqual([]);
    expect(
      checkLoad(
        lane(
          50,
          rules.map((rule) => ({ ...rule, hunt: { ...rule.hunt, every: HOUR } })),
          HOUR,
        ),
        SHARE,
      ),
    ).toEqual([]);
    expect(checkLoad(lane(80, rules, HOUR), SHARE)[0]!.remedy).toContain("hunt.every");
    expect(checkLoad(lane(40, [...rules, ruleOf("c", 5 * MINUTE)], HOUR), SHARE)[0]!.remedy).toBe(
      "let the timer fire every 5 minutes (HUNT_SCHEDULE)",
    );
  });

  test("where even once a day is too often more lanes are proposed", () => {
    const rules = Array.from({ length: 400 }, (_, index) => ruleOf(`r${index}`, 5 * MINUTE));
    const [problem] = checkLoad(lane(500, rules), SHARE);
    expect(problem!.message).toContain("r4 (PT5M) and 395 more");
    expect(problem!.remedy).toMatch(
      /^even once a day is too often: spread the workspaces over 6 lanes/,
    );
  });

  test("whatever is proposed fits", () => {
    const rule = fc.record({
      every: fc.integer({ min: 1, max: 288 }),
      delivery: fc.constantFrom("incident" as const, "bookmark" as const),
    });
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 120 }),
        (hunts, workspaces) => {
          const rules = hunts.map(({ every, delivery }, index) => {
            const one = ruleOf(`r${index}`, every * 5 * MINUTE);
            return { ...one, hunt: { ...one.hunt, delivery } };
          });
          const [problem] = checkLoad(lane(workspaces, rules), SHARE);
          expect(problem === undefined).toBe(laneLoad(lane(workspaces, rules), SHARE) <= 1);
          const proposed = parseDuration(/of (P\S+) for/.exec(problem?.remedy ?? "")?.[1] ?? "");
          if (proposed === undefined) return;
          const changed = rules.map((one) => ({
            ...one,
            hunt: {
              ...one.hunt,
              every: Math.max(one.hunt.every, proposed),
              slot: Math.max(one.hunt.slot, proposed),
            },
          }));
          expect(checkLoad(lane(workspaces, changed), SHARE)).toEqual([]);
        },
      ),
    );
  });
});

test("a duration is written in the largest unit it is a whole number of, and read back the same", () => {
  expect([300_000, 3_600_000, 86_400_000, 5_400_000, 90_000].map(isoDuration)).toEqual([
    "PT5M",
    "PT1H",
    "P1D",
    "PT90M",
    "PT90S",
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seconds) => {
      expect(parseDuration(isoDuration(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});
