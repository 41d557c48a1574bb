import { compile } from "../evaluate/expression.ts";
import type { Context } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { selectRows, type Table } from "../table.ts";

export function where(operator: OperatorOf<"where">, input: Table, context: Context): Table {
  const condition = compile(operator.condition, input, context);
  if (condition.constant)
    return condition.at(0) === true ? input : selectRows(input, new Uint32Array(0));
  const rows = new Uint32Array(input.length);
  let kept = 0;
  for (let row = 0; row < input.length; row++) {
    if (condition.at(row) === true) rows[kept++] = row;
  }
  return kept === input.length ? input : selectRows(input, rows.slice(0, kept));
}
