/** Whether the month or the day comes first in `11/10/2026`. */
export type DateOrder = "month" | "day";

const CLOCK = String.raw`,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,7}))?)?\s*([AaPp]\.?[Mm]\.?)?`;
const SHORT = new RegExp(
  String.raw`^\s*(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:${CLOCK})?\s*(?:UTC|GMT|Z)?\s*$`,
);

/** Whether a text is a time in the style of portals and spreadsheets rather than ISO 8601. */
export function isShortTime(text: string): boolean {
  return SHORT.test(text) && !/^\s*\d{4}-/.test(text);
}

/**
 * The order of day and month in a set of dates. A number above 12 decides it for all of them, dots
 * mean day first, and AM or PM in capitals means the format of the United States. Undefined if
 * there is no indication or they contradict each other.
 */
export function detectDateOrder(texts: readonly string[]): DateOrder | undefined {
  const shown = new Set<DateOrder>();
  let american = texts.length > 0;
  for (const text of texts) {
    const [, first = "", separator, second = "", , , , , , half] = SHORT.exec(text) ?? [];
    if (first.length > 2) continue;
    if (separator === "." || Number(first) > 12) shown.add("day");
    else if (Number(second) > 12) shown.add("month");
    if (separator !== "/" || !/^[AP]M$/.test(half ?? "")) american = false;
  }
  if (shown.size > 1) return undefined;
  return [...shown][0] ?? (american ? "month" : undefined);
}

/** Whether the year comes first, so that the order is not ambiguous. */
export function isYearFirst(text: string): boolean {
  return /^\s*\d{4}/.test(text);
}

/** Such a time as ISO 8601 in UTC; undefined if invalid. `zone` is its UTC offset in minutes. */
export function shortTimeToIso(text: string, order: DateOrder, zone: number): string | undefined {
  const match = SHORT.exec(text);
  if (!match) return undefined;
  const [
    ,
    first = "",
    ,
    second = "",
    third = "",
    hour = "0",
    minute = "0",
    second60 = "0",
    fraction = "",
    half = "",
  ] = match;
  const [year, month, day] = isYearFirst(text)
    ? [first, second, third]
    : order === "day"
      ? [third, second, first]
      : [third, first, second];
  const hours = toHour(Number(hour), half);
  const inRange = Number(minute) < 60 && Number(second60) < 60;
  if (year.length !== 4 || hours === undefined || !inRange) return undefined;
  const at = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second60)),
  );
  if (at.getUTCMonth() !== Number(month) - 1 || at.getUTCDate() !== Number(day)) return undefined;
  const utc = new Date(at.getTime() - zone * 60_000).toISOString().slice(0, 19);
  return `${utc}.${fraction.padEnd(7, "0")}Z`;
}

function toHour(hour: number, half: string): number | undefined {
  if (half === "") return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}
