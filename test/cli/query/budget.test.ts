import { describe, expect, test } from "vitest";
import { findExcess, heapLimit, readBudget, readMaxRows } from "../../../src/cli/query/budget.ts";
import { createStopwatch } from "../../../src/cli/query/stopwatch.ts";

describe("a budget", () => {
  test("is read from options, and is never more than the process survives", () => {
    expect(readBudget({ maxSeconds: "0.5", maxMemory: "300" })).toEqual({
      seconds: 0.5,
      megabytes: 300,
    });
    expect(readMaxRows({ maxRows: "10" })).toBe(10);
    expect(readMaxRows({})).toBeUndefined();
    const unlimited = readBudget({});
    expect(unlimited.seconds).toBe(Number.POSITIVE_INFINITY);
    expect(unlimited.megabytes).toBeLessThan(heapLimit(unlimited));
    expect(heapLimit({ seconds: 1, megabytes: 85_000 })).toBe(100_000);
  });

  test.each(["0", "-1", "x", "1e3", "", "1.5.2", "99999999999999999999"])("%j is none", (text) => {
    for (const read of [
      () => readBudget({ maxSeconds: text }),
      () => readBudget({ maxMemory: text }),
      () => readMaxRows({ maxRows: text }),
    ])
      expect(read).toThrow(/^--max-\w+ .* is not a number above zero$/);
  });

  test("is exceeded by time or by memory", () => {
    const budget = { seconds: 2, megabytes: 1_000_000 };
    expect(findExcess(budget, 2_000)).toBeUndefined();
    expect(findExcess(budget, 2_001)?.message).toBe("the query was stopped after 2 s");
    expect(findExcess({ ...budget, megabytes: 1 }, 0)?.message).toBe(
      "the query was stopped because the process used more than 1 MB of memory",
    );
  });
});

test("a stopwatch counts only what lies between its starts and stops", () => {
  let now = 100;
  const watch = createStopwatch(() => now);
  watch.run(false);
  now = 110;
  expect(watch.elapsed()).toBe(0);
  watch.run(true);
  now = 115;
  watch.run(true);
  now = 118;
  expect(watch.elapsed()).toBe(8);
  watch.run(false);
  now = 200;
  watch.run(true);
  now = 201;
  expect(watch.elapsed()).toBe(9);
  watch.reset();
  now = 300;
  expect(watch.elapsed()).toBe(0);
});
