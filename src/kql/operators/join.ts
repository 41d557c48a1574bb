import type { Context } from "../evaluate/scope.ts";
import { evaluateTable } from "../evaluate/tabular.ts";
import { limit } from "../limits.ts";
import type { OperatorOf } from "../nodes.ts";
import { type Column, paddedColumn, selectRows, type Table } from "../table.ts";
import { missing } from "../values/types.ts";
import { type KeyedRows, keyRows, leftNames, rightNames } from "./match-keys.ts";

/** Pairs of row numbers; -1 on a side without a match. */
interface Pairs {
  readonly left: number[];
  readonly right: number[];
}

export function join(operator: OperatorOf<"join">, left: Table, context: Context): Table {
  const right = evaluateTable(operator.right, context);
  const leftRows = keyRows(left, leftNames(operator.on), operator);
  const rightRows = keyRows(right, rightNames(operator.on), operator);
  switch (operator.join) {
    case "leftanti":
    case "leftsemi":
      return filterByMatch(left, leftRows, rightRows, operator.join === "leftsemi");
    case "rightanti":
    case "rightsemi":
      return filterByMatch(right, rightRows, leftRows, operator.join === "rightsemi");
    default:
      return pairTables(left, right, pairRows(operator, left, right, leftRows, rightRows));
  }
}

function filterByMatch(table: Table, own: KeyedRows, other: KeyedRows, wanted: boolean): Table {
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => other.rowsOf.has(own.keyAt(row)) === wanted,
  );
  return selectRows(table, Uint32Array.from(rows));
}

function pairRows(
  operator: OperatorOf<"join">,
  left: Table,
  right: Table,
  leftRows: KeyedRows,
  rightRows: KeyedRows,
): Pairs {
  const kind = operator.join;
  const pairs: Pairs = { left: [], right: [] };
  const add = (a: number, b: number) => {
    limit("rows", pairs.left.length, operator);
    pairs.left.push(a);
    pairs.right.push(b);
  };
  const seen = new Set<string>();
  for (let row = 0; row < left.length; row++) {
    const key = leftRows.keyAt(row);
    if (kind === "innerunique" && seen.has(key)) continue;
    seen.add(key);
    const others = rightRows.rowsOf.get(key);
    for (const other of others ?? []) add(row, other);
    if (!others && (kind === "leftouter" || kind === "fullouter")) add(row, -1);
  }
  if (kind === "rightouter" || kind === "fullouter") {
    for (let row = 0; row < right.length; row++)
      if (!leftRows.rowsOf.has(rightRows.keyAt(row))) add(-1, row);
  }
  return pairs;
}

function pairTables(left: Table, right: Table, pairs: Pairs): Table {
  const [leftRows, rightRows] = [Int32Array.from(pairs.left), Int32Array.from(pairs.right)];
  const used = new Set(left.columns.map(({ name }) => name));
  const columns: Column[] = left.columns.map((column) =>
    paddedColumn(column.name, column, leftRows, missing(column.type)),
  );
  for (const column of right.columns) {
    const name = unusedName(column.name, used);
    used.add(name);
    columns.push(paddedColumn(name, column, rightRows, missing(column.type)));
  }
  return { length: leftRows.length, columns };
}

/** A right column whose name is already in use gets the suffix 1, 2, ... */
function unusedName(name: string, used: ReadonlySet<string>): string {
  let free = name;
  for (let suffix = 1; used.has(free); suffix++) free = `${name}${suffix}`;
  return free;
}
