import { type Codes, readByCode } from "../columns/codes.ts";
import type { Column } from "../columns/column.ts";
import type { ScalarType, Value } from "../values/types.ts";

/** An expression compiled against one table. A constant has the same cell for every row. */
export interface Compiled {
  readonly type: ScalarType;
  readonly constant: boolean;
  /** Rows with the same code have the same value. */
  readonly codes?: Codes | undefined;
  at(row: number): Value;
}

export function constant(type: ScalarType, value: Value): Compiled {
  return { type, constant: true, at: () => value };
}

export function fromColumn(column: Column): Compiled {
  const { type, codes, at } = column;
  return { type, constant: column.constant === true, codes, at };
}

/**
 * A value computed from its parts. It is computed once if all of them are constant, and once for
 * each code if all that vary have the same codes.
 */
export function derive(
  type: ScalarType,
  parts: readonly Compiled[],
  at: (row: number) => Value,
): Compiled {
  const varying = parts.filter((part) => !part.constant);
  if (varying.length === 0) return constant(type, at(0));
  const codes = varying[0]?.codes;
  return codes && varying.every((part) => part.codes === codes)
    ? { type, constant: false, codes, at: readByCode(codes, at) }
    : { type, constant: false, at };
}
