import { evaluateTable } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { selectRows, type Table } from "../table.ts";
import { sortByGroup } from "./group-rows.ts";
import { type MatchedKeys, matchKeys } from "./match-keys.ts";
import { nameRightColumns, pairColumns } from "./pair-tables.ts";
import { createPairList, type RowPairs } from "./row-pairs.ts";

export function join(operator: OperatorOf<"join">, left: Table, context: Context): Table {
  const right = evaluateTable(operator.right, context);
  const keys = matchKeys(left, right, operator.on, operator);
  switch (operator.join) {
    case "leftanti":
    case "leftsemi":
      return filterByMatch(left, keys.left, keys.right, keys.count, operator.join === "leftsemi");
    case "rightanti":
    case "rightsemi":
      return filterByMatch(right, keys.right, keys.left, keys.count, operator.join === "rightsemi");
    default:
      return pairColumns(left, nameRightColumns(left, right.columns), pairRows(operator, keys));
  }
}

function filterByMatch(
  table: Table,
  own: Uint32Array,
  other: Uint32Array,
  count: number,
  wanted: boolean,
): Table {
  const present = keysPresent(other, count);
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++)
    if ((present[own[row] as number] === 1) === wanted) rows.push(row);
  return selectRows(table, Uint32Array.from(rows));
}

/** A 1 for each key that occurs. */
function keysPresent(keys: Uint32Array, count: number): Uint8Array {
  const present = new Uint8Array(count);
  for (let row = 0; row < keys.length; row++) present[keys[row] as number] = 1;
  return present;
}

function pairRows(operator: OperatorOf<"join">, { left, right, count }: MatchedKeys): RowPairs {
  const kind = operator.join;
  const list = createPairList(operator);
  const { rows, starts } = sortByGroup({ of: right, count });
  const seen = new Uint8Array(kind === "innerunique" ? count : 0);
  for (let row = 0; row < left.length; row++) {
    const key = left[row] as number;
    if (kind === "innerunique") {
      if (seen[key] === 1) continue;
      seen[key] = 1;
    }
    const from = starts[key] as number;
    const to = starts[key + 1] as number;
    for (let at = from; at < to; at++) list.add(row, rows[at] as number);
    if (from === to && (kind === "leftouter" || kind === "fullouter")) list.add(row, -1);
  }
  if (kind === "rightouter" || kind === "fullouter") {
    const present = keysPresent(left, count);
    for (let row = 0; row < right.length; row++)
      if (present[right[row] as number] === 0) list.add(-1, row);
  }
  return list.pairs();
}
