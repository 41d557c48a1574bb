import { readDate } from "./datetime-text.ts";

/** Ticks of 100 ns between 0001-01-01 and 1970-01-01. */
const UNIX_EPOCH = 621_355_968_000_000_000n;
const MAX_TICKS = 3_155_378_975_999_999_999n;
const TICKS_PER_MS = 10_000n;
const TICKS_PER_MINUTE = 600_000_000n;
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

/**
 * Ticks of a date as KQL and Log Analytics write it (surrounding blanks allowed, UTC if it has no
 * zone), or null if it cannot be parsed.
 */
export function parseDatetime(text: string): bigint | null {
  const date = readDate(text);
  if (!date) return null;
  const at = new Date(0);
  at.setUTCFullYear(date.year, date.month - 1, date.day);
  at.setUTCHours(date.hour, date.minute, date.second);
  return inRange(
    ticksFromMs(at.getTime()) + date.fraction - BigInt(date.offset) * TICKS_PER_MINUTE,
  );
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
