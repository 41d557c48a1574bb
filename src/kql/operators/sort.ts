import { KqlError } from "../errors.ts";
import { compile } from "../evaluate/evaluator.ts";
import { asLong } from "../evaluate/numbers.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Expression, OperatorOf } from "../nodes.ts";
import { EMPTY_ROW, firstRows, selectRows, type Table } from "../table.ts";
import { sortRows } from "./sort-rows.ts";

export function sort(operator: OperatorOf<"sort">, input: Table, context: Context): Table {
  return selectRows(input, sortRows(operator.by, input, context));
}

export function take(operator: OperatorOf<"take">, input: Table, context: Context): Table {
  return firstRows(input, rowCount(operator.count, context));
}

export function top(operator: OperatorOf<"top">, input: Table, context: Context): Table {
  const count = rowCount(operator.count, context);
  return selectRows(input, sortRows(operator.by, input, context).slice(0, count));
}

/** @throws KqlError (`semantic`) if the count is null or negative */
export function rowCount(node: Expression, context: Context): number {
  const count = asLong(compile(node, EMPTY_ROW, context).at(0));
  if (count === null || count < 0n)
    throw new KqlError("semantic", "a number of rows is needed here", node);
  return Number(count);
}
