import type { Call, Expression } from "../nodes.ts";
import { TICKS_PER_DAY } from "../values/datetime.ts";
import { callResult, type Names } from "./names.ts";

/**
 * A time that depends on the clock alone: between `low` and `high` ms after it, which are equal but
 * for a time that is rounded. `clocks` are the calls of now() and ago() that it is computed from.
 */
export interface ClockTime {
  readonly low: number;
  readonly high: number;
  readonly clocks: readonly Call[];
}

const DAY_MS = 86_400_000;
const TICKS_PER_MS = TICKS_PER_DAY / BigInt(DAY_MS);

/** The functions that round a time down, with the most that they take away, ms. */
const STARTS: Readonly<Record<string, number>> = {
  startofday: DAY_MS,
  startofweek: 7 * DAY_MS,
  startofmonth: 31 * DAY_MS,
  startofyear: 366 * DAY_MS,
};

/** The functions that round a time up, with the most that they add, ms. */
const ENDS: Readonly<Record<string, number>> = {
  endofday: DAY_MS,
  endofweek: 7 * DAY_MS,
  endofmonth: 31 * DAY_MS,
  endofyear: 366 * DAY_MS,
};

/** The length of the units of datetime_add() that are always as long, ms. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["week", 7 * DAY_MS],
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
  ["millisecond", 1],
]);

export type Step = () => void;

/** The time that an expression stands for; undefined if it depends on more than the clock. */
export function clockTime(node: Expression, names: Names, step: Step): ClockTime | undefined {
  step();
  if (node.kind === "name") {
    const meaning = names(node.name);
    return meaning && meaning.value.kind !== "function"
      ? clockTime(meaning.value, meaning.names, step)
      : undefined;
  }
  if (node.kind === "binary") return sumTime(node, names, step);
  if (node.kind !== "call") return undefined;
  const meaning = names(node.name);
  const result = meaning && callResult(node, meaning, names);
  if (meaning) return result && clockTime(result.value, result.names, step);
  return calledTime(node, names, step);
}

function sumTime(
  { op, left, right }: Extract<Expression, { kind: "binary" }>,
  names: Names,
  step: Step,
): ClockTime | undefined {
  if (op !== "+" && op !== "-") return undefined;
  const [time, by] = [clockTime(left, names, step), constantSpan(right, names, step)];
  if (time && by !== undefined) return shift(time, op === "+" ? by : -by);
  if (op === "-") return undefined;
  const [first, second] = [constantSpan(left, names, step), clockTime(right, names, step)];
  return second && first !== undefined ? shift(second, first) : undefined;
}

function calledTime(call: Call, names: Names, step: Step): ClockTime | undefined {
  const [first, second, third] = call.args.map(({ value }) => value);
  const { name } = call;
  if (name === "now" || name === "ago") {
    const by = first ? constantSpan(first, names, step) : name === "now" ? 0 : undefined;
    if (by === undefined) return undefined;
    const offset = name === "now" ? by : -by;
    return { low: offset, high: offset, clocks: [call] };
  }
  if (name === "datetime_add" && first && second && third) {
    const unit = first.kind === "literal" ? UNITS.get(String(first.value)) : undefined;
    const count = constantNumber(second, names, step);
    const time = clockTime(third, names, step);
    return time && unit !== undefined && count !== undefined
      ? shift(time, unit * count)
      : undefined;
  }
  const time = first && clockTime(first, names, step);
  return time && roundedTime(name, time, second, names, step);
}

function roundedTime(
  name: string,
  time: ClockTime,
  second: Expression | undefined,
  names: Names,
  step: Step,
): ClockTime | undefined {
  if (name === "todatetime") return time;
  const down = Object.hasOwn(STARTS, name) ? STARTS[name] : undefined;
  const up = Object.hasOwn(ENDS, name) ? ENDS[name] : undefined;
  if (down !== undefined || up !== undefined) {
    const size = down ?? up ?? 0;
    const count = second ? constantNumber(second, names, step) : 0;
    // A month or a year is not always as long.
    if (count === undefined || (count !== 0 && size > 7 * DAY_MS)) return undefined;
    const moved = shift(time, count * size);
    return down === undefined
      ? { ...moved, high: moved.high + size }
      : { ...moved, low: moved.low - size };
  }
  const size =
    (name === "bin" || name === "floor") && second ? constantSpan(second, names, step) : undefined;
  return size === undefined ? undefined : { ...time, low: time.low - Math.abs(size) };
}

function shift({ low, high, clocks }: ClockTime, by: number): ClockTime {
  return { low: low + by, high: high + by, clocks };
}

/** The length of a timespan that the text itself gives, ms. */
export function constantSpan(node: Expression, names: Names, step: Step): number | undefined {
  step();
  switch (node.kind) {
    case "literal":
      return node.type === "timespan" && typeof node.value === "bigint"
        ? Number(node.value) / Number(TICKS_PER_MS)
        : undefined;
    case "negate": {
      const span = constantSpan(node.operand, names, step);
      return span === undefined ? undefined : -span;
    }
    case "name": {
      const meaning = names(node.name);
      return meaning && meaning.value.kind !== "function"
        ? constantSpan(meaning.value, meaning.names, step)
        : undefined;
    }
    case "binary":
      return computedSpan(node, names, step);
    default:
      return undefined;
  }
}

function computedSpan(
  { op, left, right }: Extract<Expression, { kind: "binary" }>,
  names: Names,
  step: Step,
): number | undefined {
  const a = constantSpan(left, names, step);
  if (op === "+" || op === "-") {
    const b = a === undefined ? undefined : constantSpan(right, names, step);
    if (a === undefined || b === undefined) return undefined;
    return op === "+" ? a + b : a - b;
  }
  if (op !== "*" && op !== "/") return undefined;
  const factor = constantNumber(a === undefined ? left : right, names, step);
  const span = a ?? (op === "*" ? constantSpan(right, names, step) : undefined);
  if (span === undefined || factor === undefined) return undefined;
  return op === "*" ? span * factor : span / factor;
}

function constantNumber(node: Expression, names: Names, step: Step): number | undefined {
  step();
  if (node.kind === "literal")
    return typeof node.value === "bigint" || typeof node.value === "number"
      ? Number(node.value)
      : undefined;
  if (node.kind === "negate") {
    const positive = constantNumber(node.operand, names, step);
    return positive === undefined ? undefined : -positive;
  }
  const meaning = node.kind === "name" ? names(node.name) : undefined;
  return meaning && meaning.value.kind !== "function"
    ? constantNumber(meaning.value, meaning.names, step)
    : undefined;
}
