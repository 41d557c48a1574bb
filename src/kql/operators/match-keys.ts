import type { Column } from "../columns/column.ts";
import { KqlError, type Span } from "../errors.ts";
import type { JoinKey } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { groupRows } from "./group-rows.ts";
import { stackColumns, stackLegs } from "./stack-columns.ts";

/** The rows of two tables by their keys. Nulls match each other. */
export interface MatchedKeys {
  /** Keys are below this. */
  readonly count: number;
  /** The key of each row. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

export function matchKeys(
  left: Table,
  right: Table,
  on: readonly JoinKey[],
  at: Span,
): MatchedKeys {
  const stack = stackLegs([left.length, right.length]);
  const columns = on.map((key) => {
    const [a, b] = [keyColumn(left, key.left, at), keyColumn(right, key.right, at)];
    // Values of different types are compared as dynamic values are.
    const type = a.type === b.type ? a.type : "dynamic";
    const legs = [
      { column: a, length: left.length },
      { column: b, length: right.length },
    ];
    return stackColumns({ name: key.left, type }, legs, stack);
  });
  const { count, of } = groupRows(columns, left.length + right.length);
  return { count, left: of.subarray(0, left.length), right: of.subarray(left.length) };
}

function keyColumn(table: Table, name: string, at: Span): Column {
  const column = columnNamed(table, name);
  if (!column)
    throw new KqlError("semantic", `The join column '${name}' is not in both tables.`, at, "KS145");
  return column;
}
