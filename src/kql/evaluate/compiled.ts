import { type Codes, readByCode } from "../columns/codes.ts";
import type { Column } from "../columns/column.ts";
import { combineCodes } from "../columns/combine-codes.ts";
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
 * each combination of codes if all that vary have few.
 */
export function derive(
  type: ScalarType,
  parts: readonly Compiled[],
  at: (row: number) => Value,
): Compiled {
  const varying = parts.filter((part) => !part.constant);
  if (varying.length === 0) return constant(type, at(0));
  const codes = varying.flatMap((part) => part.codes ?? []);
  const combined = codes.length === varying.length ? combineCodes(codes) : undefined;
  return combined
    ? { type, constant: false, codes: combined, at: readByCode(combined, at) }
    : { type, constant: false, at };
}
