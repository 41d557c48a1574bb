import { quote } from "../hunt/base/escape.ts";

/**
 * The values of the six fields, each in ascending order: seconds, minutes, hours, days, months and
 * days of the week.
 */
export type ScheduleValues = readonly (readonly number[])[];

/** What is wrong with a field, and what can be written there instead. */
interface FieldFault {
  readonly message: string;
  readonly instead: string;
  /** What the day field must contain in that case. */
  readonly day?: string;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  /** What is suggested if nothing closer is known. */
  readonly usual: string;
}

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const FIELDS: readonly Field[] = [
  { name: "second", least: 0, most: 59, names: [], usual: "0" },
  { name: "minute", least: 0, most: 59, names: [], usual: "*/5" },
  { name: "hour", least: 0, most: 23, names: [], usual: "*" },
  { name: "day", least: 1, most: 31, names: [], usual: "*" },
  { name: "month", least: 1, most: 12, names: MONTHS, usual: "*" },
  { name: "day of week", least: 0, most: 6, names: DAYS, usual: "Mon-Fri" },
];

const DAY_FIELD = 3;

/**
 * Only blanks separate fields, as for the host; here, a tab or a wide blank counts as a blank, too.
 */
export function scheduleFields(text: string): string[] {
  return text.split(/\s+/).filter((field) => field !== "");
}

/**
 * Reads six fields as the Functions host does (NCrontab 3.3: names in full or abbreviated, `5/10`
 * from 5 on), but rejects what the host reads in a way that nobody means: ranges that run
 * backwards, a step of 0, a letter with which two names begin.
 * @returns the values, or everything that is wrong, each by the field's name, with a schedule to
 * write instead
 */
export function readFields(
  fields: readonly string[],
): { values: ScheduleValues } | { fault: string } {
  const read = FIELDS.map((field, index) => readField(field, fields[index] ?? "", fields));
  const faults = read.flatMap((one) => ("message" in one ? [one] : []));
  if (faults.length === 0)
    return { values: read.flatMap((one) => ("values" in one ? [one.values] : [])) };
  const instead = read.map((one, index) =>
    "message" in one ? one.instead : (fields[index] ?? ""),
  );
  const day = faults.find((one) => one.day !== undefined)?.day;
  if (day !== undefined) instead[DAY_FIELD] = day;
  const messages = faults.map(({ message }) => message).join("; ");
  return { fault: `${messages}; write, for example, ${quote(instead.join(" "), 100)}` };
}

function readField(
  field: Field,
  text: string,
  all: readonly string[],
): { values: readonly number[] } | FieldFault {
  if (/[?#]|^(L|LW|L-\d+|\d+L|\d+W)$/i.test(text)) return foreign(field, text, all[DAY_FIELD]);
  const values = new Set<number>();
  const parts = text.split(",");
  for (const [index, part] of parts.entries()) {
    const read = readPart(field, part, text);
    if ("message" in read) {
      const instead =
        read.instead === field.usual
          ? read.instead
          : [...parts.slice(0, index), read.instead, ...parts.slice(index + 1)].join(",");
      return { message: `the ${field.name} ${read.message}`, instead };
    }
    for (let value = read.from; value <= read.to; value += read.step) values.add(value);
  }
  return { values: [...values].sort((a, b) => a - b) };
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** `*`, `5` or `5-10`, each with or without a step such as `/2`. */
function readPart(field: Field, part: string, text: string): Part | FieldFault {
  const { least, most, usual } = field;
  if (part === "") return { message: `${quote(text, 40)} has an empty part`, instead: usual };
  const [range = "", step] = part.split(/\/(.*)/s);
  if (step !== undefined && !/^0*[1-9]\d{0,3}$/.test(step)) {
    const message = `${quote(part, 40)} has the step ${quote(step, 20)}, which is not a whole number of 1 or more`;
    return { message, instead: range === "*" ? "*" : usual };
  }
  const every = Number(step ?? 1);
  if (range === "*") return { from: least, to: most, step: every };
  const [low = "", high] = range.split(/(?<=.)-(.*)/s);
  const from = readValue(field, low, part);
  if (typeof from !== "number") return from;
  if (high === undefined) return { from, to: step === undefined ? from : most, step: every };
  const to = readValue(field, high, part);
  if (typeof to !== "number") return to;
  if (from <= to) return { from, to, step: every };
  const span = (a: number, b: number) => (a === b ? `${a}` : `${a}-${b}`);
  const message = `${quote(part, 40)} runs backwards, and the host would read it as ${to}-${from}`;
  return { message, instead: `${span(from, most)},${span(least, to)}` };
}

function readValue(field: Field, text: string, part: string): number | FieldFault {
  const { name, least, most, names } = field;
  const within = `${least}-${most}${names.length > 0 ? ` or ${names[0]} to ${names.at(-1)}, in full or as ${names[1]?.slice(0, 3)}` : ""}`;
  if (/^\d{1,9}$/.test(text)) {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    if (names === DAYS && value === 7)
      return {
        message: `${quote(part, 40)} is not within 0-6: there is no day 7, Sunday is 0`,
        instead: part.replace(/^7.*$|-7$/, (end) => (end === "-7" ? "-6,0" : "0")),
      };
    return { message: `${quote(text, 40)} is not within ${within}`, instead: field.usual };
  }
  const meant = names.filter(
    (known) => text !== "" && known.toLowerCase().startsWith(text.toLowerCase()),
  );
  const [only = "", other] = meant;
  if (other !== undefined)
    return {
      message: `${quote(text, 40)} can be ${meant.join(" or ")}`,
      instead: only.slice(0, 3),
    };
  if (meant.length === 1) return least + names.indexOf(only);
  const elsewhere = FIELDS.find(
    (one) => one.name !== name && one.names.some((known) => isName(known, text)),
  );
  const hint = elsewhere
    ? `: a name of the ${elsewhere.name} field, which comes ` +
      `${elsewhere.names === DAYS ? "last" : "fifth"}`
    : "";
  return {
    message: `${quote(text === "" ? part : text, 40)} is not within ${within}${hint}`,
    instead: field.usual,
  };
}

function isName(known: string, text: string): boolean {
  return text.length >= 3 && known.toLowerCase().startsWith(text.toLowerCase());
}

/**
 * A fault for what only Quartz and other dialects have. Here, the day and the day of the week must
 * both match, so that a week of the month can be expressed.
 */
function foreign({ name, names }: Field, text: string, day: string | undefined): FieldFault {
  const message = `the ${name} ${quote(text, 40)} is of another dialect: there is no L, W, ? or # here`;
  if (text === "?") return { message, instead: "*" };
  const [, weekday = "", week = ""] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (names === DAYS && week !== "" && (day === "*" || day === "?")) {
    const last = Number(week) * 7;
    return { message, instead: weekday, day: `${last - 6}-${Math.min(last, 31)}` };
  }
  return { message, instead: name === "day" ? "28" : "Fri" };
}
