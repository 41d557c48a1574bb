import type { Span } from "../errors.ts";
import type { ScalarType, Value } from "../values/types.ts";

/** The argument types, the clock (ticks) and the position of a call. */
export interface CallSite {
  readonly types: readonly ScalarType[];
  readonly now: bigint;
  readonly at: Span;
}

export interface ScalarFunction {
  readonly arity: readonly [least: number, most: number];
  readonly type: ScalarType | ((types: readonly ScalarType[]) => ScalarType);
  /** Set for a function that handles null arguments; otherwise one makes the result null. */
  readonly seesNull?: true;
  call(args: readonly Value[], site: CallSite): Value;
}

export type FunctionTable = Readonly<Record<string, ScalarFunction>>;

/** The type of the first argument. */
export function firstType(types: readonly ScalarType[]): ScalarType {
  return types[0] ?? "dynamic";
}
