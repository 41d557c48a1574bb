import type { Expression } from "../nodes.ts";
import type { Table } from "../table.ts";
import type { Compiled } from "./compiled.ts";
import type { Context } from "./scope.ts";

/**
 * Scalar expressions contain tables (`toscalar`, `in`), and operators contain both. Each part
 * evaluates the others through this, so that no two of them import each other.
 */
export interface Evaluator {
  scalar(node: Expression, row: Table, context: Context): Compiled;
  table(node: Expression, context: Context): Table;
  isTabular(node: Expression, context: Context): boolean;
}

/**
 * Compiles a scalar expression against the rows of a table.
 * @throws KqlError (`semantic`, `unsupported`) at the part that cannot be compiled
 */
export function compile(node: Expression, row: Table, context: Context): Compiled {
  return context.evaluator.scalar(node, row, context);
}

/**
 * Evaluates a tabular expression.
 * @throws KqlError if it is not tabular, or names a table or function that does not exist
 */
export function evaluateTable(node: Expression, context: Context): Table {
  return context.evaluator.table(node, context);
}

/** Whether an expression is tabular rather than scalar. */
export function isTabular(node: Expression, context: Context): boolean {
  return context.evaluator.isTabular(node, context);
}
