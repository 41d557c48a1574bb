import type { ScalarType, Value } from "../values/types.ts";

/** An expression compiled against one table. A constant has the same cell for every row. */
export interface Compiled {
  readonly type: ScalarType;
  readonly constant: boolean;
  at(row: number): Value;
}

export function constant(type: ScalarType, value: Value): Compiled {
  return { type, constant: true, at: () => value };
}

/** A value computed from its parts; computed once, right away, if all of them are constant. */
export function derive(
  type: ScalarType,
  parts: readonly Compiled[],
  at: (row: number) => Value,
): Compiled {
  return parts.every((part) => part.constant)
    ? constant(type, at(0))
    : { type, constant: false, at };
}
