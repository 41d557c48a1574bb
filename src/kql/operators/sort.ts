import { KqlError } from "../errors.ts";
import type { Compiled } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/expression.ts";
import { asLong } from "../evaluate/numbers.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Expression, OperatorOf, Ordering } from "../nodes.ts";
import { EMPTY_ROW, selectRows, type Table } from "../table.ts";
import { compareValues } from "../values/compare.ts";

export function sort(operator: OperatorOf<"sort">, input: Table, context: Context): Table {
  return selectRows(input, sortedRows(operator.by, input, context));
}

export function take(operator: OperatorOf<"take">, input: Table, context: Context): Table {
  const wanted = rowCount(operator.count, context);
  return wanted >= input.length
    ? input
    : selectRows(
        input,
        Uint32Array.from({ length: wanted }, (_, row) => row),
      );
}

export function top(operator: OperatorOf<"top">, input: Table, context: Context): Table {
  return selectRows(
    input,
    sortedRows(operator.by, input, context).slice(0, rowCount(operator.count, context)),
  );
}

function rowCount(node: Expression, context: Context): number {
  const count = asLong(compile(node, EMPTY_ROW, context).at(0));
  if (count === null || count < 0n)
    throw new KqlError("semantic", "a number of rows is needed here", node);
  return Number(count);
}

function sortedRows(by: readonly Ordering[], input: Table, context: Context): Uint32Array {
  const keys = by.map((ordering) => ({
    ...ordering,
    key: compile(ordering.value, input, context),
  }));
  const rows = Uint32Array.from({ length: input.length }, (_, row) => row);
  return rows.sort((a, b) => {
    for (const key of keys) {
      const order = compareRows(key, a, b);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

function compareRows(
  { key, descending, nullsFirst }: Ordering & { key: Compiled },
  a: number,
  b: number,
): number {
  const [left, right] = [key.at(a), key.at(b)];
  if (left === null || right === null)
    return left === right ? 0 : (left === null) === nullsFirst ? -1 : 1;
  return descending ? compareValues(right, left) : compareValues(left, right);
}
