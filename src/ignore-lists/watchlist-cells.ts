import { readJson } from "../content/json-text.ts";
import { quote } from "../hunt/base/escape.ts";
import { DAY, iso } from "../hunt/base/window.ts";

/** An item's cells in the form of an entry in a file, and what is wrong with cells, by column. */
export interface ReadCells {
  readonly candidate: Readonly<Record<string, unknown>>;
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Reads the forms in which tables write values; an empty cell counts as absent. What is not
 * understood is left for the schema to refuse.
 */
export function readCells(
  row: Readonly<Record<string, string>>,
  columns: readonly string[],
): ReadCells {
  const faults = new Map<string, string>();
  const candidate: Record<string, unknown> = {};
  for (const column of columns) {
    const text = (row[column] ?? "").trim();
    if (text === "") continue;
    const read = cellValue(column, text);
    if (typeof read === "object" && read !== null && "fault" in read)
      faults.set(column, String(read.fault));
    else candidate[column] = read;
  }
  return { candidate, faults };
}

function cellValue(column: string, text: string): unknown {
  if (column === "when") return parseWhen(text);
  if (column === "active") return parseFlag(text);
  if (column === "permanent") return parseFlag(text) === false ? undefined : parseFlag(text);
  if (column === "expires" || column === "added") return parseDate(text);
  return column === "rules" ? parseRules(text) : text;
}

/** Reads conditions in JSON; text that does not begin like JSON was never meant to be JSON. */
function parseWhen(text: string): unknown {
  const read = readJson(text);
  if ("value" in read) return read.value;
  return /^[\s[{"'\\\u2018-\u201f]/.test(text) ? read : text;
}

/** Reads `all` or slugs, ignoring case: with any separator, or as a JSON list. */
function parseRules(text: string): readonly string[] | string {
  const slugs = text
    .toLowerCase()
    .split(/[\s,;|/[\]"'\u2018-\u201f]+/)
    .filter((slug) => slug !== "");
  return slugs.includes("all") || slugs.length === 0 ? slugs.join(" ") || text : slugs;
}

/**
 * Reads true or false, which tables write in many ways; other text is left for the schema to
 * refuse.
 */
function parseFlag(text: string): boolean | string {
  const word = text.toLowerCase();
  if (["true", "yes", "y", "1", "on", "x"].includes(word)) return true;
  return ["false", "no", "n", "0", "off"].includes(word) ? false : text;
}

const FORM = "must be a date such as 2026-12-31, or a time with its zone";
/** Day 0 of a spreadsheet's count of days, ms; and the form of its day numbers in our time. */
const SHEET_EPOCH = Date.UTC(1899, 11, 30);
const SHEET_DAYS = /^4\d{4}(?:\.0+)?$|^[5-7]\d{4}(?:\.0+)?$/;

/**
 * Reads the ISO forms that have only one meaning, as a date or time of a file; a day before its
 * month is refused.
 */
function parseDate(text: string): string | { fault: string } {
  const plain = text.replace(/^["'](.*)["']$/, "$1").trim();
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ?? [];
  if (year) return `${year}-${month}-${day}`;
  const [, date, time = "", zone = ""] =
    /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?([Zz]|UTC|[+-]\d{2}:?\d{2})$/.exec(
      plain,
    ) ?? [];
  if (date)
    return `${date}T${time}${/^[+-]/.test(zone) ? zone.replace(/^(...)(\d\d)$/, "$1:$2") : "Z"}`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(plain)) return plain;
  if (SHEET_DAYS.test(plain)) {
    const meant = iso(SHEET_EPOCH + Number.parseInt(plain, 10) * DAY).slice(0, 10);
    return {
      fault: `${FORM}; ${quote(plain, 20)} is how a spreadsheet counts days, and would be ${meant}`,
    };
  }
  return { fault: `${FORM}, not ${quote(text, 40)}` };
}
