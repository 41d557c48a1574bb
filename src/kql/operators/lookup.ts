import type { Context } from "../evaluate/scope.ts";
import { evaluateTable } from "../evaluate/tabular.ts";
import { limit } from "../limits.ts";
import type { OperatorOf } from "../nodes.ts";
import { paddedColumn, type Table } from "../table.ts";
import { missing } from "../values/types.ts";
import { keyRows, leftNames, rightNames } from "./match-keys.ts";

/** A join that drops the right side's key columns and those whose names the left side uses. */
export function lookup(operator: OperatorOf<"lookup">, left: Table, context: Context): Table {
  const right = evaluateTable(operator.right, context);
  const { keyAt } = keyRows(left, leftNames(operator.on), operator);
  const { rowsOf } = keyRows(right, rightNames(operator.on), operator);
  const [leftRows, rightRows]: [number[], number[]] = [[], []];
  for (let row = 0; row < left.length; row++) {
    const matches = rowsOf.get(keyAt(row)) ?? (operator.outer ? [-1] : []);
    for (const match of matches) {
      limit("rows", leftRows.length, operator);
      leftRows.push(row);
      rightRows.push(match);
    }
  }
  const keys = new Set(rightNames(operator.on));
  const added = right.columns.filter(
    ({ name }) => !keys.has(name) && !left.columns.some((column) => column.name === name),
  );
  const at = (rows: number[]) => Int32Array.from(rows);
  const [ofLeft, ofRight] = [at(leftRows), at(rightRows)];
  return {
    length: leftRows.length,
    columns: [
      ...left.columns.map((column) =>
        paddedColumn(column.name, column, ofLeft, missing(column.type)),
      ),
      ...added.map((column) => paddedColumn(column.name, column, ofRight, missing(column.type))),
    ],
  };
}
