import { TICKS_PER_DAY } from "../../kql/index.ts";
import type { TokenPlace } from "./token-list.ts";

const [QUOTE, DOT, DASH, COLON, BLANK, LETTER_T, LETTER_Z, ZERO] = [34, 46, 45, 58, 32, 84, 90, 48];
const TICKS_PER_SECOND = 10_000_000;
/** The longest fraction that ticks can hold. */
const FRACTION = 7;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Writes the ticks of a string token that is a time in the form of Log Analytics, such as
 * `"2026-11-10T10:00:00.1234567Z"`: a T or a blank, up to seven digits of a fraction, UTC with or
 * without the Z.
 * @returns false for anything else, which may still be a time
 */
export function writeTokenTicks(
  { bytes: { buffer }, start, end }: TokenPlace,
  times: BigInt64Array,
  at: number,
): boolean {
  const last = buffer[end - 2] === LETTER_Z ? end - 2 : end - 1;
  const from = start + 1;
  if (last - from < 19 || buffer[start] !== QUOTE || buffer[end - 1] !== QUOTE) return false;
  const days = daysAt(buffer, from);
  const seconds = secondsAt(buffer, from + 10);
  const fraction = last - from === 19 ? 0 : fractionAt(buffer, from + 19, last);
  if (days < 0 || seconds < 0 || fraction < 0) return false;
  // Written like this, with a literal, it makes no object of a BigInt.
  times[at] = BigInt.asIntN(
    64,
    BigInt(days) * TICKS_PER_DAY + BigInt(seconds * TICKS_PER_SECOND + fraction),
  );
  return true;
}

/** The days from 0001-01-01 to a date such as 2026-11-10; -1 if it is not one, or before 1000. */
function daysAt(bytes: Buffer, at: number): number {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return -1;
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1)) return -1;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 && isLeap ? 29 : (DAYS[month - 1] as number))) return -1;
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return (
    before * 365 + leaps + (BEFORE[month - 1] as number) + (month > 2 && isLeap ? 1 : 0) + day - 1
  );
}

/** The days of a year before each month. */
const BEFORE = DAYS.map((_, month) => DAYS.slice(0, month).reduce((sum, days) => sum + days, 0));

/** The seconds of a clock such as `T10:00:00`; -1 if it is not one. */
function secondsAt(bytes: Buffer, at: number): number {
  const separator = bytes[at];
  if (separator !== LETTER_T && separator !== BLANK) return -1;
  if (bytes[at + 3] !== COLON || bytes[at + 6] !== COLON) return -1;
  const hour = twoDigits(bytes, at + 1);
  const minute = twoDigits(bytes, at + 4);
  const second = twoDigits(bytes, at + 7);
  return hour <= 23 && minute <= 59 && second <= 59 ? hour * 3600 + minute * 60 + second : -1;
}

/** The ticks of a fraction such as `.123`; -1 if it is not one. */
function fractionAt(bytes: Buffer, at: number, end: number): number {
  const digits = end - at - 1;
  if (bytes[at] !== DOT || digits < 1 || digits > FRACTION) return -1;
  let ticks = 0;
  for (let next = at + 1; next < end; next++) {
    const digit = (bytes[next] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    ticks = ticks * 10 + digit;
  }
  for (let more = digits; more < FRACTION; more++) ticks *= 10;
  return ticks;
}

/** The number that two digits give; NaN, which fails every comparison, if they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const [tens, units] = [(bytes[at] as number) - ZERO, (bytes[at + 1] as number) - ZERO];
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
}
