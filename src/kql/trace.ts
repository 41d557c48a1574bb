import type { Trace } from "./evaluate/scope.ts";

/** One operator of a query that was run. */
export interface Step {
  /** The operator as written. */
  readonly text: string;
  /** How many operators this one is part of, such as the `join` that it is an input of. */
  readonly level: number;
  readonly rows: number;
  /**
   * CPU milliseconds, without those of the operators that are part of it. A computed column is
   * timed in the step that first reads it.
   */
  readonly milliseconds: number;
}

/** Notes the operators of a query in the order in which they end. `clock` gives milliseconds. */
export function createTrace(clock: () => number): {
  readonly trace: Trace;
  readonly steps: readonly Step[];
} {
  const steps: Step[] = [];
  /** The time of the inner operators of each one that is running. */
  const inner: number[] = [];
  const trace: Trace = (text, apply) => {
    inner.push(0);
    const began = clock();
    const table = apply();
    const whole = clock() - began;
    const own = whole - (inner.pop() ?? 0);
    if (inner.length > 0) inner.push((inner.pop() ?? 0) + whole);
    steps.push({ text, level: inner.length, rows: table.length, milliseconds: own });
    return table;
  };
  return { trace, steps };
}
