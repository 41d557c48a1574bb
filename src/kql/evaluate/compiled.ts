import type { ScalarType, Value } from "../values/types.ts";

/**
 * An expression made ready for one table: its type, and its cell for each row. A constant has one
 * cell for all rows.
 */
export interface Compiled {
  readonly type: ScalarType;
  readonly constant: boolean;
  at(row: number): Value;
}

export function constant(type: ScalarType, value: Value): Compiled {
  return { type, constant: true, at: () => value };
}

/** A value computed from parts; where all parts are constant it is computed once, now. */
export function derive(
  type: ScalarType,
  parts: readonly Compiled[],
  at: (row: number) => Value,
): Compiled {
  return parts.every((part) => part.constant)
    ? constant(type, at(0))
    : { type, constant: false, at };
}
