import type { Column } from "../columns/column.ts";
import { KqlError, unsupported } from "../errors.ts";
import { compile } from "../evaluate/evaluator.ts";
import { asLong, asNumber } from "../evaluate/numbers.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Expression, OperatorOf } from "../nodes.ts";
import { EMPTY_ROW } from "../table.ts";
import { toDynamic } from "../values/text.ts";
import type { Value } from "../values/types.ts";

type MakeSeries = OperatorOf<"make-series">;

/** The steps of one series. */
export interface Placed {
  /** The value at which the first step begins. */
  readonly first: Value;
  readonly length: number;
  /** The rows of each step that has some. */
  readonly bins: ReadonlyMap<number, readonly number[]>;
}

export interface Axis {
  isWithin(row: number): boolean;
  place(rows: Uint32Array): Placed;
  /** The value of a step, as an item of an array. */
  valueAt(first: Value, step: number): Value;
}

/** Numbers of one kind: longs and times are exact, reals are not. */
interface Scale<N> {
  read(value: Value): N | null;
  stepsBetween(from: N, to: N, step: N): number;
  add(from: N, step: N, count: number): N;
  zero: N;
}

const WHOLE: Scale<bigint> = {
  read: asLong,
  stepsBetween: (from, to, step) => {
    const steps = (to - from) / step;
    return Number(to < from && steps * step !== to - from ? steps - 1n : steps);
  },
  add: (from, step, count) => from + step * BigInt(count),
  zero: 0n,
};

const REAL: Scale<number> = {
  read: asNumber,
  stepsBetween: (from, to, step) => Math.floor((to - from) / step),
  add: (from, step, count) => from + step * count,
  zero: 0,
};

/** @throws KqlError (`semantic`) if the step is not a positive number */
export function createAxis(operator: MakeSeries, column: Column, context: Context): Axis {
  const step = compile(operator.step, EMPTY_ROW, context);
  return column.type === "real" || step.type === "real"
    ? axisOver(REAL, operator, column, context)
    : axisOver(WHOLE, operator, column, context);
}

function axisOver<N extends bigint | number>(
  scale: Scale<N>,
  operator: MakeSeries,
  column: Column,
  context: Context,
): Axis {
  const read = (node: Expression | undefined) =>
    node && scale.read(compile(node, EMPTY_ROW, context).at(0));
  const [from, to, step] = [read(operator.from), read(operator.to), read(operator.step)];
  if (step === undefined || step === null || !(step > scale.zero))
    throw new KqlError("semantic", "a series needs a step above zero", operator.step);
  if (from === null || to === null)
    throw new KqlError("semantic", "a bound of a series is null", operator);
  const alignedTo = operator.closed ? undefined : from;
  refuseUnaligned(operator, from, step, scale);
  /** The number of steps between the beginning of the scale, or `from`, and a value. */
  const stepOf = (value: N) => scale.stepsBetween(alignedTo ?? scale.zero, value, step);
  const isWithin = (row: number) => {
    const value = scale.read(column.at(row));
    if (value === null || Number.isNaN(value)) return false;
    if (from !== undefined && value < from) return false;
    return to === undefined || value < to || (operator.closed && stepOf(value) === stepOf(to));
  };
  const end = (last: number) => {
    if (to === undefined) return last;
    const own = stepOf(to);
    return operator.closed || scale.add(alignedTo ?? scale.zero, step, own) < to ? own : own - 1;
  };
  return {
    isWithin,
    place(rows) {
      const steps = [...rows].map((row) => stepOf(scale.read(column.at(row)) as N));
      const begin = from === undefined ? lowest(steps) : stepOf(from);
      if (!Number.isFinite(begin)) return { first: null, length: 0, bins: new Map() };
      const bins = new Map<number, number[]>();
      for (const [index, row] of rows.entries()) {
        const own = (steps[index] as number) - begin;
        const list = bins.get(own);
        if (list) list.push(row);
        else bins.set(own, [row]);
      }
      const length = Math.max(end(highest(steps)) - begin + 1, 0);
      return { first: scale.add(alignedTo ?? scale.zero, step, begin), length, bins };
    },
    valueAt: (first, count) => toDynamic(scale.add(first as N, step, count), column.type),
  };
}

/** How the service bins from a start between two steps is not documented. */
function refuseUnaligned<N extends bigint | number>(
  { closed, step: at }: MakeSeries,
  from: N | undefined,
  step: N,
  scale: Scale<N>,
): void {
  if (!closed || from === undefined) return;
  const steps = scale.stepsBetween(scale.zero, from, step);
  if (scale.add(scale.zero, step, steps) !== from)
    throw unsupported("'in range()' with a start that is no multiple of its step", at);
}

function lowest(steps: readonly number[]): number {
  return steps.reduce((least, step) => Math.min(least, step), Number.POSITIVE_INFINITY);
}

function highest(steps: readonly number[]): number {
  return steps.reduce((most, step) => Math.max(most, step), Number.NEGATIVE_INFINITY);
}
