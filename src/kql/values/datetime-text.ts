/** What a written date says; `offset` is the minutes that its zone is ahead of UTC. */
export interface WrittenDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Ticks of 100 ns. */
  readonly fraction: bigint;
  readonly offset: number;
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const WEEKDAY = "(?:(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?,?\\s+)?";
const MONTH = "(?<month>[a-z]{3,9})";
const DAY = "(?<day>\\d{1,2})";
const YEAR = "(?<year>\\d{4})";
const SHORT_YEAR = "(?<year>\\d{4}|\\d{2})";

/**
 * The forms of Kusto's documentation ("The datetime data type", "todatetime()"): ISO 8601, RFC 822
 * and RFC 850; and month first, as in `11/6/2026` or `Nov 6, 2026`.
 */
const DATES = [
  `${YEAR}[-/](?<month>\\d{1,2})(?:[-/]${DAY})?`,
  `${WEEKDAY}${DAY}\\s+${MONTH}\\s+${SHORT_YEAR}`,
  `${WEEKDAY}${DAY}-${MONTH}-${SHORT_YEAR}`,
  `${WEEKDAY}${MONTH}\\s+${DAY},?\\s+${YEAR}`,
  `(?<month>\\d{1,2})/${DAY}/${YEAR}`,
  `(?<month>\\d{1,2})-${DAY}-${YEAR}`,
];
const TIME =
  "(?:(?:T|\\s)\\s*(?<hour>\\d{1,2})(?::(?<minute>\\d{1,2})" +
  "(?::(?<second>\\d{1,2})(?:[.,](?<fraction>\\d{1,9}))?)?)?(?:\\s*(?<half>[ap])m)?)?";
const ZONE = "(?:\\s*(?:z|gmt|utc|(?<sign>[+-])(?<ahead>\\d{2}):?(?<minutes>\\d{2})))?";

const FORMS = DATES.map((date) => new RegExp(`^${date}${TIME}${ZONE}$`, "i"));

/** A longer text is no date. */
const LONGEST = 100;

/** The date that a text says, or undefined if it is in none of the forms that are known. */
export function readDate(text: string): WrittenDate | undefined {
  const trimmed = text.length > LONGEST ? "" : text.trim();
  for (const form of FORMS) {
    const parts = form.exec(trimmed)?.groups;
    if (parts) return checked(parts);
  }
  return undefined;
}

type Parts = Readonly<Record<string, string | undefined>>;

function checked(parts: Parts): WrittenDate | undefined {
  const number = (name: string, otherwise = 0) => Number(parts[name] ?? otherwise);
  const hour = hourOf(number("hour"), parts["half"]);
  const [minute, second] = [number("minute"), number("second")];
  const month = monthOf(parts["month"] ?? "");
  if (month === 0 || hour === undefined || minute > 59 || second > 59) return undefined;
  const ahead = number("ahead") * 60 + number("minutes");
  const date = {
    year: yearOf(parts["year"] ?? ""),
    month,
    day: number("day", 1),
    ...{ hour, minute, second },
    fraction: BigInt((parts["fraction"] ?? "").padEnd(7, "0").slice(0, 7)),
    offset: parts["sign"] === "-" ? -ahead : ahead,
  };
  return isDay(date) ? date : undefined;
}

/** The number of a month, or 0 for none. A name may be cut to three letters. */
function monthOf(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const name = text.toLowerCase();
  return MONTHS.findIndex((month) => month === name || month.slice(0, 3) === name) + 1;
}

/** Two digits are a year from 1950 to 2049. */
function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
}

/** Whether the month has such a day. */
function isDay({ year, month, day }: WrittenDate): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
