import type { Span } from "./errors.ts";
import type { Expression } from "./nodes.ts";
import type { ColumnSchema } from "./values/types.ts";

/** A column that the steps of `scan` assign values to, and its value where none does. */
export interface ScanColumn extends ColumnSchema, Span {
  readonly byDefault: Expression | undefined;
}

export interface ScanStep extends Span {
  readonly name: string;
  /** Which of the rows that match it the step gives: `last` is that of a series of them. */
  readonly output: "all" | "last" | "none";
  readonly condition: Expression;
  readonly assignments: readonly ScanAssignment[];
}

export interface ScanAssignment extends Span {
  readonly column: string;
  readonly value: Expression;
}
