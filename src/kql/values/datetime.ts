/** Ticks of 100 ns between 0001-01-01 and 1970-01-01. */
const UNIX_EPOCH = 621_355_968_000_000_000n;
const MAX_TICKS = 3_155_378_975_999_999_999n;
const TICKS_PER_MS = 10_000n;
export const TICKS_PER_DAY = 864_000_000_000n;

export function ticksFromMs(ms: number): bigint {
  return BigInt(ms) * TICKS_PER_MS + UNIX_EPOCH;
}

/** Milliseconds since 1970, rounded down. */
export function msFromTicks(ticks: bigint): number {
  const unix = ticks - UNIX_EPOCH;
  const ms = unix / TICKS_PER_MS;
  return Number(unix < 0n && ms * TICKS_PER_MS !== unix ? ms - 1n : ms);
}

const ISO =
  /^\s*(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]+(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/i;

/**
 * Ticks of a date as KQL and Log Analytics write it (ISO 8601, surrounding blanks allowed, UTC if
 * it has no zone), or null if it cannot be parsed.
 */
export function parseDatetime(text: string): bigint | null {
  const match = ISO.exec(text);
  if (!match) return parseLoosely(text);
  const [, year, month, day = "1", hour = "0", minute = "0", second = "0", fraction = "", zone] =
    match;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const at = new Date(ms);
  if (Number(year) < 100) at.setUTCFullYear(Number(year));
  if (at.getUTCMonth() !== Number(month) - 1 || at.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const digits = BigInt(fraction.padEnd(7, "0").slice(0, 7));
  return inRange(ticksFromMs(at.getTime()) + digits - zoneTicks(zone));
}

/**
 * Parses forms such as `Fri, 06 Nov 2026 10:00:00 GMT` or `11/6/2026 10:00` with JavaScript's
 * parser, as UTC.
 */
function parseLoosely(text: string): bigint | null {
  if (!/\d/.test(text) || /^\s*-?[\d.]+\s*$/.test(text)) return null;
  const ms = Date.parse(/(Z|GMT|UTC|[+-]\d{2}:?\d{2})\s*$/i.test(text) ? text : `${text} UTC`);
  return Number.isNaN(ms) ? null : inRange(ticksFromMs(ms));
}

function zoneTicks(zone: string | undefined): bigint {
  if (!zone || zone.toUpperCase() === "Z") return 0n;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return BigInt(zone.startsWith("-") ? -minutes : minutes) * 600_000_000n;
}

/** The ticks, or null outside the years 1 to 9999. */
export function inRange(ticks: bigint): bigint | null {
  return ticks < 0n || ticks > MAX_TICKS ? null : ticks;
}

/** `2026-11-06T10:00:00.1234567Z`, always with seven fractional digits. */
export function formatDatetime(ticks: bigint): string {
  const base = new Date(msFromTicks(ticks)).toISOString().replace(/^\+0*(\d{4})/, "$1");
  const fraction = (((ticks % 10_000_000n) + 10_000_000n) % 10_000_000n)
    .toString()
    .padStart(7, "0");
  return `${base.slice(0, 19)}.${fraction}Z`;
}
