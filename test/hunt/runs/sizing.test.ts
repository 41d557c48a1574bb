import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, SHORTEST_WINDOW } from "../../../src/hunt/base/window.ts";
import { afterCrash, nextLongest } from "../../../src/hunt/runs/sizing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("the longest window that is asked for at once", () => {
  test.each<[string, number, Parameters<typeof nextLongest>[1], number]>([
    ["a day that was fifty answers", DAY, { length: DAY, fill: 50, refused: DAY }, 14 * MINUTE],
    [
      "ten minutes that say what a day would hold",
      DAY,
      { length: 10 * MINUTE, fill: 0.3, refused: undefined },
      16 * MINUTE,
    ],
    [
      "ten minutes with little in them",
      DAY,
      { length: 10 * MINUTE, fill: 0.01, refused: undefined },
      DAY,
    ],
    [
      "windows that fill what they should",
      HOUR,
      { length: HOUR, fill: 0.5, refused: undefined },
      HOUR,
    ],
    [
      "an hour that was nearly too much",
      HOUR,
      { length: HOUR, fill: 0.9, refused: undefined },
      33 * MINUTE,
    ],
    [
      "an hour with next to nothing",
      HOUR,
      { length: HOUR, fill: 0.001, refused: undefined },
      2 * HOUR,
    ],
    [
      "an hour with a fifth: as long as would be half full",
      HOUR,
      { length: HOUR, fill: 0.22, refused: undefined },
      2 * HOUR,
    ],
    ["an empty day", DAY, { length: DAY, fill: 0, refused: undefined }, DAY],
    [
      "a window that the service gave up on, with few rows",
      HOUR,
      { length: HOUR, fill: 0.01, refused: HOUR },
      HOUR / 2,
    ],
    ["a burst in an hour of a day", DAY, { length: DAY, fill: 1.2, refused: DAY }, 10 * HOUR],
    [
      "a short window that the service gave up on",
      DAY,
      { length: 20 * MINUTE, fill: 0, refused: 20 * MINUTE },
      10 * MINUTE,
    ],
    ["no answer at all", HOUR, { length: 0, fill: 0, refused: undefined }, HOUR],
    [
      "too much in the shortest window",
      SHORTEST_WINDOW,
      { length: SHORTEST_WINDOW, fill: 9, refused: SHORTEST_WINDOW },
      SHORTEST_WINDOW,
    ],
  ])("%s", (_, longest, returned, expected) => {
    expect(nextLongest(longest, returned)).toBe(expected);
  });

  test("settles where windows are half full, whatever it was before, and stays there", () => {
    const perAnswer = fc.integer({ min: 10 * MINUTE, max: 2 * DAY });
    const before = fc.integer({ min: SHORTEST_WINDOW, max: DAY });
    fc.assert(
      fc.property(before, perAnswer, (start, whole) => {
        let longest = start;
        const run = () => {
          const refused = longest > whole ? longest : undefined;
          return nextLongest(longest, { length: longest, fill: longest / whole, refused });
        };
        for (let job = 0; job < 12; job++) {
          const next = run();
          expect(next).toBeLessThanOrEqual(Math.max(2 * longest, SHORTEST_WINDOW));
          longest = next;
        }
        expect(run()).toBe(longest);
        expect(longest / whole).toBeLessThanOrEqual(0.76);
        expect(longest === DAY || longest / whole >= 0.24).toBe(true);
      }),
    );
  });

  test("after a crash is half of what was asked for, down to the shortest", () => {
    expect(afterCrash(DAY, 20 * MINUTE)).toBe(10 * MINUTE);
    expect(afterCrash(30 * MINUTE, DAY)).toBe(15 * MINUTE);
    expect(afterCrash(6 * MINUTE, DAY)).toBe(SHORTEST_WINDOW);
  });
});
