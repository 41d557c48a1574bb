import { evaluateTable } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Expansion, OperatorOf } from "../nodes.ts";
import { selectRows, type Table, withColumns } from "../table.ts";
import { expandRows } from "./expand-rows.ts";
import { rowsOfGroups } from "./group-rows.ts";
import { placeRows } from "./mv-expand.ts";
import { createResults } from "./stack-results.ts";

/**
 * Expands the arrays of each row and applies the subquery to the rows of each. The columns of the
 * input stay beside its result, unless it gives columns of the same names. A row whose arrays are
 * all empty gives none.
 */
export function mvApply(operator: OperatorOf<"mv-apply">, input: Table, context: Context): Table {
  const kept = withoutExpanded(operator, input);
  const expanded = expandRows(operator, input, context);
  const rows = placeRows(operator, kept, expanded);
  const apply = (subtable: Table) =>
    evaluateTable(operator.subquery, { ...context, input: subtable });
  const results = createResults(apply(selectRows(rows, new Uint32Array(0))));
  const from: number[] = [];
  const groups = rowsOfGroups({ of: expanded.from, count: input.length });
  for (const [row, group] of groups.entries()) {
    if (group.length === 0) continue;
    const result = apply(selectRows(rows, group));
    for (let at = 0; at < result.length; at++) from.push(row);
    results.add(result, operator);
  }
  return withColumns(selectRows(kept, Uint32Array.from(from)), results.table().columns);
}

/** The input without the columns that are expanded under their own names. */
function withoutExpanded({ columns }: Expansion, input: Table): Table {
  const own = new Set(
    columns.flatMap(({ names, value }) =>
      names.length === 0 && value.kind === "name" ? [value.name] : [],
    ),
  );
  return { length: input.length, columns: input.columns.filter(({ name }) => !own.has(name)) };
}
