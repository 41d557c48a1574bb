import { KqlError, unsupported } from "../errors.ts";
import { msFromTicks } from "../values/datetime.ts";
import { textAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

const TICKS_PER_SECOND = 10_000_000n;

/** The parts of a time that a format can write; `fraction` has all seven digits. */
interface TimeParts {
  readonly sign: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
}

/** Writes one element of a format; null where it is not known what Kusto writes. */
type Writer = (parts: TimeParts) => string | null;
type Writers = Readonly<Record<string, (width: number) => Writer>>;

const number =
  (read: (parts: TimeParts) => number): ((width: number) => Writer) =>
  (width) =>
  (parts) =>
    String(read(parts)).padStart(width, "0");

const WRITERS: Writers = {
  d: number(({ day }) => day),
  H: number(({ hour }) => hour),
  h: number(({ hour }) => hour % 12 || 12),
  m: number(({ minute }) => minute),
  M: number(({ month }) => month),
  s: number(({ second }) => second),
  y: (width) => number(({ year }) => (width < 4 ? year % 100 : year))(width),
  f: (width) => (parts) => parts.fraction.slice(0, width),
  F: (width) => (parts) => parts.fraction.slice(0, width).replace(/0+$/, ""),
  t: () => (parts) => (parts.hour < 12 ? "AM" : "PM"),
};
const SPAN_WRITERS: Writers = { ...WRITERS, h: number(({ hour }) => hour) };

const DATETIME_PIECE = /yyyy|yy|y|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|tt|[ /:,._[\]-]/y;
const TIMESPAN_PIECE = /d{1,8}|HH|H|hh|h|mm|m|ss|s|f{1,7}|F{1,7}|[ /:,._[\]-]/y;

/** Splits a format into the longest elements that Kusto knows: `ddd` is `dd` and `d`. */
function piecesOf(format: string, piece: RegExp, { at }: CallSite): string[] {
  const pieces: string[] = [];
  piece.lastIndex = 0;
  for (let end = 0; end < format.length; end = piece.lastIndex) {
    const [found] = piece.exec(format) ?? [];
    if (found === undefined) {
      const rest = JSON.stringify([...format.slice(end)][0]);
      throw new KqlError("semantic", `${rest} is not an element of a format of time`, at);
    }
    pieces.push(found);
  }
  return pieces;
}

function writersOf(pieces: readonly string[], known: Writers): Writer[] {
  return pieces.map((piece, index) => {
    const writer = known[piece[0] ?? ""]?.(piece.length) ?? (() => piece);
    if (piece[0] !== "F" || pieces[index - 1] !== ".") return writer;
    return (parts) => writer(parts) || null;
  });
}

/** `format_datetime(time, format)` or `format_timespan(time, format)`. */
function formatFunction(
  piece: RegExp,
  known: Writers,
  partsOf: (ticks: bigint) => TimeParts,
): ScalarFunction {
  let last: { readonly format: string; readonly writers: readonly Writer[] } | undefined;
  return {
    arity: [2, 2],
    type: "string",
    call: (args, site) => {
      const format = textAt(args, 1, site);
      if (last?.format !== format)
        last = { format, writers: writersOf(piecesOf(format, piece, site), known) };
      const parts = partsOf(args[0] as bigint);
      const written = last.writers.map((write) => write(parts));
      if (written.includes(null))
        throw unsupported("a point before F in a format, if F writes nothing,", site.at);
      return parts.sign + written.join("");
    },
  };
}

function datetimeParts(ticks: bigint): TimeParts {
  const date = new Date(msFromTicks(ticks));
  return {
    sign: "",
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: fractionOf(ticks),
  };
}

function timespanParts(ticks: bigint): TimeParts {
  const size = ticks < 0n ? -ticks : ticks;
  const seconds = size / TICKS_PER_SECOND;
  return {
    sign: ticks < 0n ? "-" : "",
    year: 0,
    month: 0,
    day: Number(seconds / 86_400n),
    hour: Number((seconds / 3_600n) % 24n),
    minute: Number((seconds / 60n) % 60n),
    second: Number(seconds % 60n),
    fraction: fractionOf(size),
  };
}

function fractionOf(ticks: bigint): string {
  return String(ticks % TICKS_PER_SECOND).padStart(7, "0");
}

export const TIME_FORMAT: FunctionTable = {
  format_datetime: formatFunction(DATETIME_PIECE, WRITERS, datetimeParts),
  format_timespan: formatFunction(TIMESPAN_PIECE, SPAN_WRITERS, timespanParts),
};
