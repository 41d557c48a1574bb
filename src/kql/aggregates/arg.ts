import type { Column } from "../columns/column.ts";
import { KqlError } from "../errors.ts";
import { impliedName } from "../evaluate/columns.ts";
import { type Compiled, fromColumn } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Call } from "../nodes.ts";
import type { Table } from "../table.ts";
import { compareValues } from "../values/compare.ts";
import { missing } from "../values/types.ts";
import type { Aggregate } from "./aggregate.ts";

export const ARG_FUNCTIONS = new Set(["arg_max", "arg_min", "argmax", "argmin"]);

/**
 * `arg_max(by, a, b)` or `arg_max(by, *)`: one column for each cell of the row with the largest
 * `by`; a null counts as the least. `names` are those the query gives; the others are implied.
 */
export function argExtreme(
  node: Call,
  names: readonly string[],
  keys: readonly Column[],
  input: Table,
  context: Context,
): Aggregate[] {
  const [extreme, ...values] = node.args.map(({ value }) => value);
  if (!extreme) throw new KqlError("semantic", `${node.name}() needs a value to compare`, node);
  const by = compile(extreme, input, context);
  const sign = node.name.endsWith("max") ? 1 : -1;
  const parts: { name: string; source: Compiled }[] = [
    { name: impliedName(extreme) ?? `${node.name}_`, source: by },
  ];
  for (const value of values) {
    if (value.kind === "star") parts.push(...starColumns(input, keys, parts));
    else
      parts.push({
        name: impliedName(value) ?? `${node.name}_${parts.length}`,
        source: compile(value, input, context),
      });
  }
  return parts.map(({ name, source }, index) => ({
    name: names[index] ?? name,
    type: source.type,
    over: (rows) => {
      const row = bestRow(rows, by, sign);
      return row === undefined ? missing(source.type) : source.at(row);
    },
  }));
}

function starColumns(
  input: Table,
  keys: readonly Column[],
  parts: readonly { name: string }[],
): { name: string; source: Compiled }[] {
  const taken = new Set([...keys, ...parts].map(({ name }) => name));
  return input.columns
    .filter(({ name }) => !taken.has(name))
    .map((column) => ({ name: column.name, source: fromColumn(column) }));
}

function bestRow(rows: Uint32Array, by: Compiled, sign: number): number | undefined {
  let best: number | undefined;
  for (const row of rows) {
    const value = by.at(row);
    if (best === undefined) best = row;
    else if (
      value !== null &&
      (by.at(best) === null || compareValues(value, by.at(best)) * sign > 0)
    )
      best = row;
  }
  return best;
}
