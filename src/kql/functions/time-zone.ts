import { KqlError, unsupported } from "../errors.ts";
import { inRange, msFromTicks, ticksFromMs } from "../values/datetime.ts";
import { textAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

const MS_PER_DAY = 86_400_000;
/** Offsets do not change so early; before it, a formatter would count years backwards. */
const EARLIEST = msFromTicks(0n) + 366 * MS_PER_DAY;
const ZONE = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string, { at }: CallSite): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  try {
    if (!ZONE.test(zone)) throw new RangeError(zone);
    const formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    if (formatters.size > 1_000) formatters.clear();
    formatters.set(zone, formatter);
    return formatter;
  } catch {
    throw new KqlError("semantic", `${JSON.stringify(zone)} is not a time zone`, at);
  }
}

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
type OffsetAt = (ms: number) => number;

function offsetsOf(zone: string, site: CallSite): OffsetAt {
  const formatter = formatterFor(zone, site);
  return (ms) => {
    const instant = Math.floor(Math.max(ms, EARLIEST) / 1_000) * 1_000;
    const read = Object.fromEntries(
      formatter.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
    const local = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
    return local.setUTCFullYear(year, month - 1, day) - instant;
  };
}

const ticksOf = (ms: number) => ticksFromMs(ms) - ticksFromMs(0);

/**
 * A local time that clocks skip is read with the offset after the change, as the documentation
 * shows. @throws KqlError (`unsupported`) for one that occurs twice, about which it is silent
 */
function localOffset(local: number, offsetAt: OffsetAt, { at }: CallSite): number {
  const before = offsetAt(local - MS_PER_DAY);
  const after = offsetAt(local + MS_PER_DAY);
  if (before === after) return before;
  const valid = [before, after].filter((offset) => offsetAt(local - offset) === offset);
  if (valid.length > 1)
    throw unsupported("datetime_local_to_utc() of a time that occurs twice", at);
  return valid[0] ?? after;
}

function shifted(
  shift: (ms: number, offsetAt: OffsetAt, site: CallSite) => number,
): ScalarFunction {
  return {
    arity: [2, 2],
    type: "datetime",
    call: (args, site) => {
      const ticks = args[0] as bigint;
      const offsetAt = offsetsOf(textAt(args, 1, site), site);
      return inRange(ticks + ticksOf(shift(msFromTicks(ticks), offsetAt, site)));
    },
  };
}

export const TIME_ZONE: FunctionTable = {
  datetime_utc_to_local: shifted((ms, offsetAt) => offsetAt(ms)),
  datetime_local_to_utc: shifted((ms, offsetAt, site) => -localOffset(ms, offsetAt, site)),
};
