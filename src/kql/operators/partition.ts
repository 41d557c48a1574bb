import { KqlError } from "../errors.ts";
import { constant } from "../evaluate/compiled.ts";
import { evaluateTable } from "../evaluate/evaluator.ts";
import { type Context, childScope, within } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { columnNamed, selectRows, type Table } from "../table.ts";
import { groupRows, rowsOfGroups } from "./group-rows.ts";
import { createResults } from "./stack-results.ts";

/**
 * Applies the subquery to the rows of each value of a column, in the order in which the values
 * first occur. A subquery with a source of its own sees the value under the column's name.
 */
export function partition(
  operator: OperatorOf<"partition">,
  input: Table,
  context: Context,
): Table {
  const key = columnNamed(input, operator.by);
  if (!key) throw new KqlError("semantic", `there is no column ${operator.by}`, operator, "KS142");
  const apply = (rows: Uint32Array, value: ReturnType<typeof key.at>) => {
    const name = new Map([
      [operator.by, { kind: "scalar", value: () => constant(key.type, value) } as const],
    ]);
    const inner = within(context, childScope(context.scope, name));
    return evaluateTable(operator.subquery, { ...inner, input: selectRows(input, rows) });
  };
  const results = createResults(apply(new Uint32Array(0), null));
  for (const rows of rowsOfGroups(groupRows([key], input.length)))
    results.add(apply(rows, key.at(rows[0] as number)), operator);
  return results.table();
}

export function invoke({ call }: OperatorOf<"invoke">, input: Table, context: Context): Table {
  return evaluateTable(call, { ...context, input });
}
