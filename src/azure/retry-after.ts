export interface Headers {
  get(name: string): string | undefined;
}

/**
 * How long an answer requests to wait before the call is repeated, ms; undefined if it requests
 * nothing, or nothing that can be read. A date is compared with the answer's own time, or with
 * `now` (ms) if it has none.
 */
export function retryAfter(headers: Headers | undefined, now: number): number | undefined {
  const ms =
    parseNumber(headers?.get("retry-after-ms")) ?? parseNumber(headers?.get("x-ms-retry-after-ms"));
  if (ms !== undefined) return ms;
  const text = headers?.get("retry-after");
  const seconds = parseNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const until = httpDate(text, now);
  if (until === undefined) return undefined;
  const wait = until - (httpDate(headers?.get("date"), now) ?? now);
  return wait >= 0 ? wait : undefined;
}

function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text)
    ? Math.ceil(Number(text))
    : undefined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The three forms of RFC 9110 section 5.6.7: the one in use, and two that a recipient must still
 * read.
 */
const FORMS = [
  /^\w{3}, (?<day>\d{2}) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^\w{6,9}, (?<day>\d{2})-(?<month>\w{3})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

/** Ms; undefined if it is not an HTTP date. */
function httpDate(text: string | undefined, now: number): number | undefined {
  const fields = FORMS.map((form) => form.exec(text?.trim() ?? "")?.groups).find(
    (groups) => groups !== undefined,
  );
  const month = MONTHS.indexOf(fields?.["month"] ?? "");
  if (!fields || month < 0) return undefined;
  const { day = "", year = "", time = "" } = fields;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const at = Date.UTC(fullYear(year, now), month, Number(day), hours, minutes, seconds);
  const there = new Date(at);
  return there.getUTCDate() === Number(day) && hours < 24 && minutes < 60 && seconds <= 60
    ? at
    : undefined;
}

/** A two-digit year that would be more than 50 years ahead is the latest past year that ends so. */
function fullYear(text: string, now: number): number {
  if (text.length === 4) return Number(text);
  const thisYear = new Date(now).getUTCFullYear();
  const year = Math.floor(thisYear / 100) * 100 + Number(text);
  return year > thisYear + 50 ? year - 100 : year;
}
