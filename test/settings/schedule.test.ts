import { describe, expect, test } from "vitest";
import {
  DEFAULT_SCHEDULE,
  longestPause,
  nextTime,
  scheduleProblem,
  timerSchedule,
} from "../../src/settings/schedule.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");

describe("a timer's schedule", () => {
  test.each([
    "0 */5 * * * *",
    "*/30 * * * * *",
    "0 0 9 * Jan Mon-Fri",
    "0 0,30 8-18 * * 1-5",
    "0 0 0 29 2 *",
  ])("%s is one", (text) => {
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
    ["0 0 22-2 * * *", "is not a schedule"],
    ["0 70 * * * *", "is not a schedule"],
    ["0 0 9 31 2 *", "never comes"],
    ["0 0 9 * Foo *", "is not a schedule"],
  ])("%s is none", (text, message) => {
    expect(scheduleProblem(text)).toContain(message);
  });

  test.each([
    ["0 0 9 * * Monday", "0 0 9 * * 1"],
    ["0 0 9 * * monday", "0 0 9 * * 1"],
    ["0 0 9 * * Tues", "0 0 9 * * 2"],
    ["0 0 9 * * Thursday,Sat", "0 0 9 * * 4,6"],
    ["0 0 9 * Sept-Decem MON-Friday", "0 0 9 * 9-12 1-5"],
    ["0 0/5 * * * *", "0 */5 * * * *"],
    ["0 2/5 * * * *", "0 2-59/5 * * * *"],
    ["0 40 14/1 * * *", "0 40 14-23 * * *"],
    ["0  */5 * * * *", "0 */5 * * * *"],
    ["  0 */5 *  * * * ", "0 */5 * * * *"],
    ["0\t*/5\t*\t*\t*\t*", "0 */5 * * * *"],
    ["00 05 009 * * *", "0 5 9 * * *"],
    ["0 0 9 * * */2", "0 0 9 * * 0,2,4,6"],
    ["0 0 9 1-31/10 * *", "0 0 9 1,11,21,31 * *"],
  ])("%j comes as %s", (text, same) => {
    expect(scheduleProblem(text)).toBeUndefined();
    let [one, other] = [NOON, NOON];
    for (let time = 0; time < 12; time++) {
      [one, other] = [nextTime(text, one), nextTime(same, other)];
      expect(new Date(one).toISOString()).toBe(new Date(other).toISOString());
    }
  });

  test.each([
    [
      "0 0 9 * * Montag",
      'the day of week "Montag" is not within 0-6 or Sunday to Saturday, in full or as Mon',
    ],
    [
      "0 0 9 * Monday *",
      'the month "Monday" is not within 1-12 or January to December, in full or as Feb: a name of the day of week field',
    ],
    ["0 0 9 * * Jan", "a name of the month field, which comes fifth"],
    [
      "0 0 9 * * S",
      'the day of week "S" can be Sunday or Saturday; write, for example, "0 0 9 * * Sun"',
    ],
    ["0 0 9 * * 1-7", 'no day 7, Sunday is 0; write, for example, "0 0 9 * * 1-6,0"'],
    [
      "0 0 9 * * Sat-Sun",
      '"Sat-Sun" runs backwards, and the host would read it as 0-6; write, for example, "0 0 9 * * 6,0"',
    ],
    [
      "0 0 22-2 * * *",
      'the hour "22-2" runs backwards, and the host would read it as 2-22; write, for example, "0 0 22-23,0-2 * * *"',
    ],
    ["60 0 9 * * *", 'the second "60" is not within 0-59'],
    ["0 0 24 * * *", 'the hour "24" is not within 0-23'],
    ["0 0 9 0 * *", 'the day "0" is not within 1-31'],
    ["0 0 9 * 13 *", 'the month "13" is not within 1-12'],
    [
      "0 */0 * * * *",
      'the minute "*/0" has the step "0", which is not a whole number of 1 or more',
    ],
    ["0 5/ * * * *", 'the minute "5/" has the step ""'],
    ["0 5,,6 * * * *", 'the minute "5,,6" has an empty part'],
    ["0 1\u20135 * * * *", 'the minute "1\u20135" is not within 0-59'],
    ["0 x * * * y", 'the minute "x" is not within 0-59; the day of week "y" is not within'],
    [
      "0 0 0 ? * MON",
      'the day "?" is of another dialect: there is no L, W, ? or # here; write, for example, "0 0 0 * * MON"',
    ],
    [
      "0 0 0 ? * MON#2",
      'the day of week "MON#2" is of another dialect: there is no L, W, ? or # here; write, for example, "0 0 0 8-14 * MON"',
    ],
    ["0 0 0 15W * *", 'the day "15W" is of another dialect'],
    ["0 0 0 * * 5L", 'the day of week "5L" is of another dialect'],
    ["*/5 * * * *", 'it has five, as Unix cron, which has no seconds; write "0 */5 * * * *"'],
    ["0 0 9 ? * MON 2026", 'it has seven, as Quartz, which has years; write "0 0 9 * * MON"'],
    ["@hourly", 'write "0 0 * * * *"'],
    ["@every 5m", "must be a schedule of six fields"],
    ["00:05:00", '"00:05:00" is a span of time; write "0 */5 * * * *"'],
    ["01:00:00", 'write "0 0 */1 * * *"'],
    ["'0 */5 * * * *'", "has quotes around it"],
    ["\u201c0 */5 * * * *\u201d", "has quotes around it"],
    ["", "must be a schedule of six fields"],
  ])("%j is explained", (text, message) => {
    expect(scheduleProblem(text)).toContain(message);
  });

  test("what is written instead is a schedule itself", () => {
    for (const text of [
      "0 0 9 * * Montag",
      "61 99 25 32 13 8",
      "0 0 0 ? * 1#5",
      "*/5 * * * *",
      "@daily",
      "02:30:00",
      "1 2 3 4 5 6 7 8",
    ]) {
      const [, instead = ""] = /"([^"]*)"$/.exec(scheduleProblem(text) ?? "") ?? [];
      expect([text, scheduleProblem(instead)]).toEqual([text, undefined]);
    }
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
    expect(timerSchedule("0  */10 * * * Monday")).toBe("%HUNT_SCHEDULE%");
    expect(timerSchedule("0\t*/10\t* * * *")).toBe("0 */10 * * * *");
    expect(timerSchedule("*/5 * * * *")).toBe(DEFAULT_SCHEDULE);
  });
});
