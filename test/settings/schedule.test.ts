import { describe, expect, test } from "vitest";
import { DEFAULT_SCHEDULE, longestPause, nextTime, scheduleProblem, timerSchedule } from "../../src/settings/schedule.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");

describe("a timer's schedule", () => {
  test.each(["0 */5 * * * *", "*/30 * * * * *", "0 0 9 * Jan Mon-Fri", "0 0,30 8-18 * * 1-5", "0 0 0 29 2 *"])("%s is one", (text) => {
    expect(scheduleProblem(text)).toBeUndefined();
  });

  test.each([
    ["*/5 * * * *", "six fields"],
    ["@hourly", "six fields"],
    ["00:05:00", "six fields"],
    ["0 0 0 L * *", "no L, W"],
    ["0 0 0 ? * 1", "no L, W"],
    ["0 0 0 * * 7", "day 7"],
    ["0 0 0 * * 1#2", "no L, W"],
    ["0 0 22-2 * * *", "is no schedule"],
    ["0 70 * * * *", "is no schedule"],
    ["0 0 9 31 2 *", "never comes"],
    ["0 0 9 * Foo *", "is no schedule"],
  ])("%s is none", (text, message) => {
    expect(scheduleProblem(text)).toContain(message);
  });

  test("comes in UTC, strictly after a time; day of month and day of week are wanted both", () => {
    expect(nextTime("0 */5 * * * *", NOON)).toBe(NOON + 5 * 60_000);
    expect(new Date(nextTime("0 0 9 13 * 5", NOON)).toISOString()).toBe("2027-08-13T09:00:00.000Z");
  });

  test("its longest pause is what decides when a lane is silent", () => {
    expect(longestPause("0 */5 * * * *", NOON)).toBe(5 * 60_000);
    expect(longestPause("0 0 8-18 * * *", NOON)).toBe(14 * 3_600_000);
    expect(longestPause("0 0 0 * * 1", NOON)).toBe(7 * 86_400_000);
  });

  test("is registered as the setting, or as text where the host would read the setting wrongly, or as the default", () => {
    expect(timerSchedule(undefined)).toBe(DEFAULT_SCHEDULE);
    expect(timerSchedule(" ")).toBe(DEFAULT_SCHEDULE);
    expect(timerSchedule("0 */10 * * * *")).toBe("%HUNT_SCHEDULE%");
    expect(timerSchedule(' "0 */10 * * * *"\r\n')).toBe("0 */10 * * * *");
    expect(timerSchedule("*/5 * * * *")).toBe(DEFAULT_SCHEDULE);
  });
});
