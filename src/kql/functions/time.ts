import { KqlError } from "../errors.ts";
import { asLong, asNumber, wrap64 } from "../evaluate/numbers.ts";
import { inRange, msFromTicks, TICKS_PER_DAY, ticksFromMs } from "../values/datetime.ts";
import type { Value } from "../values/types.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

type Unit =
  | "year"
  | "quarter"
  | "month"
  | "week"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "millisecond"
  | "microsecond"
  | "nanosecond";

const FIXED: Readonly<Partial<Record<Unit, bigint>>> = {
  week: 7n * TICKS_PER_DAY,
  day: TICKS_PER_DAY,
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: 10_000n,
  microsecond: 10n,
};

const NANOSECONDS_PER_TICK = 100n;

const toDate = (ticks: Value) => new Date(msFromTicks(ticks as bigint));
const floorTo = (ticks: bigint, size: bigint) => ticks - (ticks % size);

const LAST_DAY = ticksFromMs(Date.UTC(9999, 11, 31));

/** Ticks before the year 1, which become null. */
const OUT_OF_RANGE = -1n;

/** Midnight on the first day of a month; `month` may be negative or beyond December. */
function monthStart(year: number, month: number): bigint {
  const ms = new Date(0).setUTCFullYear(year, month, 1);
  return Number.isNaN(ms) ? OUT_OF_RANGE : ticksFromMs(ms);
}

/** The start of the year, month, week (Sunday) or day, shifted by `offset` units. */
function startFunction(
  unit: "year" | "month" | "week" | "day",
  ticks: bigint,
  offset: number,
): bigint {
  const date = toDate(ticks);
  if (unit === "year") return monthStart(date.getUTCFullYear() + offset, 0);
  if (unit === "month") return monthStart(date.getUTCFullYear(), date.getUTCMonth() + offset);
  const day = floorTo(ticks, TICKS_PER_DAY);
  if (unit === "day") return day + BigInt(offset) * TICKS_PER_DAY;
  return day - BigInt(date.getUTCDay()) * TICKS_PER_DAY + BigInt(offset) * 7n * TICKS_PER_DAY;
}

function edge(unit: "year" | "month" | "week" | "day", end: boolean): ScalarFunction {
  return {
    arity: [1, 2],
    type: "datetime",
    call: ([value = null, offset = null]) => {
      const by = Number(asLong(offset) ?? 0n);
      return end
        ? startFunction(unit, value as bigint, by + 1) - 1n
        : startFunction(unit, value as bigint, by);
    },
  };
}

/** The number of unit boundaries between two times. */
const datetimeDiff: ScalarFunction = {
  arity: [3, 3],
  type: "long",
  call: ([unit = null, left = null, right = null], site) => {
    const name = parseUnit(unit, site);
    const [a, b] = [left as bigint, right as bigint];
    const months = (ticks: bigint) =>
      toDate(ticks).getUTCFullYear() * 12 + toDate(ticks).getUTCMonth();
    if (name === "year") return BigInt(toDate(a).getUTCFullYear() - toDate(b).getUTCFullYear());
    if (name === "quarter") return BigInt(Math.floor(months(a) / 3) - Math.floor(months(b) / 3));
    if (name === "month") return BigInt(months(a) - months(b));
    if (name === "nanosecond") return wrap64((a - b) * NANOSECONDS_PER_TICK);
    if (name === "week")
      return (startFunction("week", a, 0) - startFunction("week", b, 0)) / (7n * TICKS_PER_DAY);
    const size = FIXED[name] ?? 1n;
    return a / size - b / size;
  },
};

function parseUnit(value: Value, { at }: CallSite): Unit {
  const unit = String(value).toLowerCase() as Unit;
  if (unit in FIXED || ["year", "quarter", "month", "nanosecond"].includes(unit)) return unit;
  throw new KqlError("semantic", `'${String(value)}' is not a unit of time`, at);
}

const datetimeAdd: ScalarFunction = {
  arity: [3, 3],
  type: "datetime",
  call: ([unit = null, amount = null, value = null], site) => {
    const name = parseUnit(unit, site);
    const [ticks, by] = [value as bigint, asLong(amount) ?? 0n];
    const size = FIXED[name];
    if (size) return ticks + by * size;
    if (name === "nanosecond") return ticks + by / NANOSECONDS_PER_TICK;
    const months = Number(by) * (name === "year" ? 12 : name === "quarter" ? 3 : 1);
    return addMonths(ticks, months);
  },
};

function addMonths(ticks: bigint, months: number): bigint {
  const date = toDate(ticks);
  const [first, next] = [0, 1].map((more) =>
    monthStart(date.getUTCFullYear(), date.getUTCMonth() + months + more),
  );
  if (first === undefined || next === undefined || first < 0n || next < 0n) return OUT_OF_RANGE;
  const days = Number((next - first) / TICKS_PER_DAY);
  const day = Math.min(date.getUTCDate(), days);
  return first + BigInt(day - 1) * TICKS_PER_DAY + (ticks % TICKS_PER_DAY);
}

function datePart(type: "int" | "timespan", read: (ticks: bigint) => Value): ScalarFunction {
  return { arity: [1, 1], type, call: ([value = null]) => read(value as bigint) };
}

/** `ticks` is how many of them a unit has. */
function fromUnix(ticks: bigint): ScalarFunction {
  return {
    arity: [1, 1],
    type: "datetime",
    call: ([value = null], { types }) => {
      if (types[0] !== "real") return ticksFromMs(0) + (asLong(value) ?? 0n) * ticks;
      const since = Math.trunc((asNumber(value) ?? 0) * Number(ticks));
      return Number.isFinite(since) ? ticksFromMs(0) + BigInt(since) : null;
    },
  };
}

/** The days since Sunday; Kusto has none for the last day that it can represent. */
function dayOfWeek(ticks: bigint): Value {
  return ticks >= LAST_DAY ? null : BigInt(toDate(ticks).getUTCDay()) * TICKS_PER_DAY;
}

const FUNCTIONS: FunctionTable = {
  now: {
    arity: [0, 1],
    type: "datetime",
    call: ([offset = 0n], { now }) => now + (asLong(offset) ?? 0n),
  },
  ago: {
    arity: [1, 1],
    type: "datetime",
    call: ([span = null], { now }) => now - (asLong(span) ?? 0n),
  },
  startofyear: edge("year", false),
  startofmonth: edge("month", false),
  startofweek: edge("week", false),
  startofday: edge("day", false),
  endofyear: edge("year", true),
  endofmonth: edge("month", true),
  endofweek: edge("week", true),
  endofday: edge("day", true),
  datetime_diff: datetimeDiff,
  datetime_add: datetimeAdd,
  dayofweek: datePart("timespan", dayOfWeek),
  dayofmonth: datePart("int", (ticks) => toDate(ticks).getUTCDate()),
  dayofyear: datePart(
    "int",
    (ticks) => Number((ticks - startFunction("year", ticks, 0)) / TICKS_PER_DAY) + 1,
  ),
  hourofday: datePart("int", (ticks) => toDate(ticks).getUTCHours()),
  monthofyear: datePart("int", (ticks) => toDate(ticks).getUTCMonth() + 1),
  getmonth: datePart("int", (ticks) => toDate(ticks).getUTCMonth() + 1),
  getyear: datePart("int", (ticks) => toDate(ticks).getUTCFullYear()),
  unixtime_seconds_todatetime: fromUnix(10_000_000n),
  unixtime_milliseconds_todatetime: fromUnix(10_000n),
  unixtime_microseconds_todatetime: fromUnix(10n),
};

/** Wraps a function so that a datetime outside the years 1 to 9999 becomes null. */
function nullBeyondYears(fn: ScalarFunction): ScalarFunction {
  if (fn.type !== "datetime") return fn;
  const call = (...given: Parameters<ScalarFunction["call"]>): Value => {
    const ticks = fn.call(...given);
    return typeof ticks === "bigint" ? inRange(ticks) : ticks;
  };
  return { ...fn, call };
}

export const TIME: FunctionTable = Object.fromEntries(
  Object.entries(FUNCTIONS).map(([name, fn]) => [name, nullBeyondYears(fn)]),
);
