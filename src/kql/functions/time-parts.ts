import { KqlError, unsupported } from "../errors.ts";
import { asLong, asNumber } from "../evaluate/numbers.ts";
import { inRange, msFromTicks, TICKS_PER_DAY, ticksFromMs } from "../values/datetime.ts";
import type { Value } from "../values/types.ts";
import { textAt, wholeAt } from "./arguments.ts";
import { convert } from "./conversion.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

const SECOND = 10_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
/** Days of the longest timespan. */
const MOST_DAYS = 10_675_199;

const dateOf = (ticks: bigint) => new Date(msFromTicks(ticks));

/** The parts of a date by lower-case name; those of a second count from its beginning. */
const PARTS: Readonly<Record<string, (ticks: bigint) => number>> = {
  year: (ticks) => dateOf(ticks).getUTCFullYear(),
  quarter: (ticks) => Math.floor(dateOf(ticks).getUTCMonth() / 3) + 1,
  month: (ticks) => dateOf(ticks).getUTCMonth() + 1,
  week_of_year: isoWeek,
  day: (ticks) => dateOf(ticks).getUTCDate(),
  dayofyear: (ticks) => dayOf(ticks) - firstDay(dateOf(ticks).getUTCFullYear()) + 1,
  hour: (ticks) => dateOf(ticks).getUTCHours(),
  minute: (ticks) => dateOf(ticks).getUTCMinutes(),
  second: (ticks) => dateOf(ticks).getUTCSeconds(),
  millisecond: (ticks) => Number((ticks % SECOND) / 10_000n),
  microsecond: (ticks) => Number((ticks % SECOND) / 10n),
  nanosecond: (ticks) => Number(ticks % SECOND) * 100,
};

/** Days since 0001-01-01, which was a Monday. */
function dayOf(ticks: bigint): number {
  return Number(ticks / TICKS_PER_DAY);
}

function firstDay(year: number): number {
  return dayOf(ticksFromMs(new Date(0).setUTCFullYear(year, 0, 1)));
}

/** The week by ISO 8601: weeks begin on Monday and belong to the year of their Thursday. */
function isoWeek(ticks: bigint): number {
  return weekOf(dayOf(ticks), 0);
}

/** The week of a day; weeks begin `shift` days before Monday and count by their fourth day. */
function weekOf(day: number, shift: number): number {
  const middle = day - ((day + shift) % 7) + 3;
  const year = dateOf(BigInt(middle) * TICKS_PER_DAY).getUTCFullYear();
  return Math.floor((middle - firstDay(year)) / 7) + 1;
}

/**
 * The obsolete `weekofyear()`. Its documentation says both that it is `week_of_year()` and that it
 * counted weeks by their Wednesday. @throws KqlError (`unsupported`) if that makes a difference
 */
function oldWeek(ticks: bigint, { at }: CallSite): number {
  const week = isoWeek(ticks);
  if (week === weekOf(dayOf(ticks), 1)) return week;
  throw unsupported("weekofyear() of a day that week_of_year() may count otherwise", at);
}

const datetimePart: ScalarFunction = {
  arity: [2, 2],
  type: "int",
  call: (args, site) => {
    const name = textAt(args, 0, site);
    const read = Object.hasOwn(PARTS, name.toLowerCase()) ? PARTS[name.toLowerCase()] : undefined;
    if (!read) throw new KqlError("semantic", `'${name}' is not a part of a date`, site.at);
    return read(args[1] as bigint);
  },
};

/** Ticks of a number of seconds from 0 to 59.9999999, or null. */
function secondTicks(value: Value): bigint | null {
  const seconds = asNumber(value);
  if (seconds === null || !(seconds >= 0 && seconds < 60)) return null;
  return BigInt(Math.min(Math.round(seconds * 1e7), 599_999_999));
}

/** Ticks of an hour, a minute and seconds, or null if one of them is out of range. */
function clockTicks(hour: number, minute: number, second: Value): bigint | null {
  const ticks = secondTicks(second);
  if (ticks === null || hour < 0 || hour > 23 || minute < 0 || minute > 59) return null;
  return BigInt(hour) * HOUR + BigInt(minute) * MINUTE + ticks;
}

const makeDatetime: ScalarFunction = {
  arity: [1, 6],
  type: "datetime",
  call: (args, { types }) => {
    if (args.length === 1) return convert(args[0] ?? null, types[0] ?? "dynamic", "datetime");
    const [year, month, day] = [wholeAt(args, 0, 0), wholeAt(args, 1, 0), wholeAt(args, 2, 0)];
    const clock = clockTicks(wholeAt(args, 3, 0), wholeAt(args, 4, 0), args[5] ?? 0);
    if (clock === null || year < 1 || year > 9_999) return null;
    const date = new Date(new Date(0).setUTCFullYear(year, month - 1, day));
    const isDate = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return isDate ? inRange(ticksFromMs(date.getTime()) + clock) : null;
  },
};

const makeTimespan: ScalarFunction = {
  arity: [1, 4],
  type: "timespan",
  call: (args, { types }) => {
    if (args.length === 1) return convert(args[0] ?? null, types[0] ?? "dynamic", "timespan");
    const days = args.length === 4 ? wholeAt(args, 0, 0) : 0;
    const [hour, minute, second] = args.length === 4 ? args.slice(1) : args;
    const clock = clockTicks(wholeAt([hour ?? 0], 0, 0), wholeAt([minute ?? 0], 0, 0), second ?? 0);
    if (clock === null || days < 0 || days >= MOST_DAYS) return null;
    return BigInt(days) * TICKS_PER_DAY + clock;
  },
};

export const TIME_PARTS: FunctionTable = {
  datetime_part: datetimePart,
  week_of_year: { arity: [1, 1], type: "int", call: ([ticks]) => isoWeek(ticks as bigint) },
  weekofyear: {
    arity: [1, 1],
    type: "int",
    call: ([ticks], site) => oldWeek(ticks as bigint, site),
  },
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  unixtime_nanoseconds_todatetime: {
    arity: [1, 1],
    type: "datetime",
    call: ([nanoseconds = null]) => {
      if (typeof nanoseconds === "number" && !(Math.abs(nanoseconds) < 2 ** 63)) return null;
      return inRange(ticksFromMs(0) + (asLong(nanoseconds) ?? 0n) / 100n);
    },
  },
};
