import { evaluateTable } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";
import { rowsOfGroups } from "./group-rows.ts";
import { matchKeys } from "./match-keys.ts";
import { nameRightColumns, pairColumns } from "./pair-tables.ts";
import { createPairList } from "./row-pairs.ts";

/** A join that leaves out the key columns of the right side. */
export function lookup(operator: OperatorOf<"lookup">, left: Table, context: Context): Table {
  const right = evaluateTable(operator.right, context);
  const keys = matchKeys(left, right, operator.on, operator);
  const rightRows = rowsOfGroups({ of: keys.right, count: keys.count });
  const list = createPairList(operator);
  for (let row = 0; row < left.length; row++) {
    const matches = rightRows[keys.left[row] as number] as Uint32Array;
    // The service gives the rows of a key last first.
    for (const match of matches.toReversed()) list.add(row, match);
    if (matches.length === 0 && operator.outer) list.add(row, -1);
  }
  const own = new Set(operator.on.map((key) => key.right));
  const added = right.columns.filter(({ name }) => !own.has(name));
  return pairColumns(left, nameRightColumns(left, added), list.pairs());
}
