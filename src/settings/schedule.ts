import { Cron } from "croner";
import { unquote } from "../content/unquote.ts";
import { quote } from "../hunt/base/escape.ts";
import { DAY } from "../hunt/base/window.ts";
import { readFields, scheduleFields } from "./ncrontab.ts";

/** NCRONTAB: every five minutes. */
export const DEFAULT_SCHEDULE = "0 */5 * * * *";

/**
 * What is wrong with a timer's schedule (NCRONTAB with seconds, UTC), in terms of its fields, with
 * what to write instead; undefined if nothing is. Stricter than the Functions host, which takes 5
 * fields as cron without seconds, reads 22-2 as 2-22, and fails at run time for a date that never
 * comes.
 */
export function scheduleProblem(text: string): string | undefined {
  const fields = scheduleFields(text);
  if (fields.length !== 6) return `${SIX}: ${otherForm(text.trim(), fields)}`;
  if (/^["'`\u2018-\u201f]|["'`\u2018-\u201f]$/.test(text.trim()))
    return "has quotes around it, which are part of the value: remove them";
  const read = readFields(fields);
  if ("fault" in read) return `is not a schedule: ${read.fault}`;
  return comes(text)
    ? undefined
    : "is a schedule that never comes: no month of the ones that are named has such a day";
}

const SIX = "must be a schedule of six fields, second minute hour day month day-of-week";

const NICKNAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 0 1 1 *",
  "@annually": "0 0 0 1 1 *",
  "@monthly": "0 0 0 1 * *",
  "@weekly": "0 0 0 * * 0",
  "@daily": "0 0 0 * * *",
  "@midnight": "0 0 0 * * *",
  "@hourly": "0 0 * * * *",
};

/** What was written instead of six fields, and six fields that mean the same. */
function otherForm(text: string, fields: readonly string[]): string {
  const instead = (schedule: string) => `write ${quote(schedule, 100)}`;
  const nickname = NICKNAMES[text.toLowerCase()];
  if (text.startsWith("@"))
    return `${quote(text, 20)} is cron's; ${instead(nickname ?? DEFAULT_SCHEDULE)}`;
  if (/^\d+[.:][\d.:]+$/.test(text))
    return `${quote(text, 20)} is a span of time; ${instead(everySpan(text) ?? DEFAULT_SCHEDULE)}`;
  if (fields.length === 5)
    return `it has five, as Unix cron, which has no seconds; ${instead(`0 ${fields.join(" ")}`)}`;
  const years =
    fields.length === 7 ? "it has seven, as Quartz, which has years" : `it has ${fields.length}`;
  return (
    `${years}; ` +
    `${instead(fields.length === 7 ? fields.slice(0, 6).join(" ").replaceAll("?", "*") : DEFAULT_SCHEDULE)}`
  );
}

/** A span that divides an hour or a day, as a schedule. */
function everySpan(text: string): string | undefined {
  const [, hours = 0, minutes = 0, seconds = 0] = (
    /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text) ?? []
  ).map(Number);
  const parts = [seconds, minutes, hours].filter((part) => part > 0);
  if (parts.length !== 1) return undefined;
  if (seconds > 0) return `*/${seconds} * * * * *`;
  return minutes > 0 ? `0 */${minutes} * * * *` : `0 0 */${hours} * * *`;
}

/**
 * The schedule with which the lanes' timers are registered. The host uses the setting as it is, so
 * a value that is valid only without the quotes, tabs or line breaks that were pasted with it is
 * passed as text. If the value is wrong, the timers keep the default.
 */
export function timerSchedule(given: string | undefined): string {
  if (!given?.trim()) return DEFAULT_SCHEDULE;
  if (/^[\x20-\x7e]+$/.test(given) && !scheduleProblem(given)) return "%HUNT_SCHEDULE%";
  const text = scheduleFields(unquote(given)).join(" ");
  return scheduleProblem(text) ? DEFAULT_SCHEDULE : text;
}

/** The schedule's next time after a time, both in ms. */
export function nextTime(schedule: string, after: number): number {
  return cron(schedule).nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The longest stretch between two times of the schedule, in ms, within a day from a time on. */
export function longestPause(schedule: string, from: number): number {
  let [longest, at] = [0, nextTime(schedule, from)];
  while (at < from + DAY) {
    const next = nextTime(schedule, at);
    longest = Math.max(longest, next - at);
    at = next;
  }
  return longest === 0 ? nextTime(schedule, at) - at : longest;
}

/**
 * Whether a schedule has a next time. For some that have none, croner searches until its stack is
 * full.
 */
function comes(text: string): boolean {
  try {
    return cron(text).nextRun(new Date()) !== null;
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("call stack")) return false;
    throw error;
  }
}

/**
 * The same schedule for croner, in numbers only. In NCRONTAB, the day of the month and the day of
 * the week must both match.
 */
function cron(text: string): Cron {
  const read = readFields(scheduleFields(text));
  if ("fault" in read) throw new RangeError(`${text}: ${read.fault}`);
  return new Cron(read.values.map((values) => values.join(",")).join(" "), {
    mode: "6-part",
    domAndDow: true,
    utcOffset: 0,
  });
}
