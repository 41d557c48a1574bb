import { Cron } from "croner";
import { unquoted } from "../content/unquoted.ts";
import { DAY } from "../hunt/window.ts";

/** NCRONTAB. */
export const DEFAULT_SCHEDULE = "0 */5 * * * *";

/**
 * What is wrong with a timer's schedule (NCRONTAB with seconds, UTC); undefined where nothing is. Stricter than the
 * Functions host, which takes 5 fields as cron without seconds, reads 22-2 as 2-22, and fails at run time for a date that never comes.
 */
export function scheduleProblem(text: string): string | undefined {
  if (!/^(?:\S+ ){5}\S+$/.test(text)) return `must be a schedule of six fields, such as ${DEFAULT_SCHEDULE}`;
  if (!/^(?:[\d*/,-]+ ){4}[A-Za-z\d*/,-]+ [A-Za-z0-6*/,-]+$/.test(text))
    return "must be a schedule of numbers and * / , - (no L, W, ?, # or day 7)";
  try {
    return cron(text).nextRun(new Date()) ? undefined : "is a schedule that never comes";
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("call stack")) return "is a schedule that never comes";
    return `is no schedule: ${(error as Error).message.replace(/^CronPattern: /, "")}`;
  }
}

/**
 * What the lanes' timers are registered with. The host resolves the setting as it stands, so a value that is right only
 * without the quotes or blanks that were pasted with it is given as text; with a wrong one the timers keep the default.
 */
export function timerSchedule(given: string | undefined): string {
  if (!given?.trim()) return DEFAULT_SCHEDULE;
  if (!scheduleProblem(given)) return "%HUNT_SCHEDULE%";
  return scheduleProblem(unquoted(given)) ? DEFAULT_SCHEDULE : unquoted(given);
}

/** The schedule's next time after a time, both in ms. */
export function nextTime(schedule: string, after: number): number {
  return cron(schedule).nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The longest stretch between two times of the schedule, in ms, over the days from a time on. */
export function longestPause(schedule: string, from: number): number {
  let [longest, at] = [0, nextTime(schedule, from)];
  while (at < from + DAY) {
    const next = nextTime(schedule, at);
    longest = Math.max(longest, next - at);
    at = next;
  }
  return longest === 0 ? nextTime(schedule, at) - at : longest;
}

/** NCRONTAB wants day of month and day of week both. */
function cron(text: string): Cron {
  return new Cron(text, { mode: "6-part", domAndDow: true, utcOffset: 0 });
}
