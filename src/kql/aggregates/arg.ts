import { KqlError } from "../errors.ts";
import { impliedName } from "../evaluate/columns.ts";
import { type Compiled, fromColumn } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import { comparerOf } from "../values/compare.ts";
import { missing } from "../values/types.ts";
import type { Expand, Expansion } from "./aggregate.ts";
import { isBetter } from "./picks.ts";

interface Part {
  readonly name: string;
  readonly source: Compiled;
}

/**
 * `arg_max(by, a, b)` or `arg_max(by, *)`: one column for each cell of the row with the largest
 * `by`; a null counts as the least.
 */
export const argExtreme: Expand = (node, expansion) => {
  const { names, input, context } = expansion;
  const [extreme, ...values] = node.args.map(({ value }) => value);
  if (!extreme) throw new KqlError("semantic", `${node.name}() needs a value to compare`, node);
  const by = compile(extreme, input, context);
  const sign = node.name.endsWith("max") ? 1 : -1;
  const first = impliedName(extreme) ?? "";
  const prefix = `${node.name.slice(-"max".length)}_${first}`;
  // The old forms, without an underscore, name their columns `max_x` and `max_x_y`.
  const isOld = !node.name.includes("_");
  const parts: Part[] = [{ name: isOld ? prefix : first, source: by }];
  for (const [index, value] of values.entries()) {
    if (value.kind === "star") parts.push(...starColumns(expansion, parts));
    else {
      const own = impliedName(value);
      const name =
        own === undefined ? `${prefix}_arg${index + 1}` : isOld ? `${prefix}_${own}` : own;
      parts.push({ name, source: compile(value, input, context) });
    }
  }
  return parts.map(({ name, source }, index) => ({
    name: names[index] ?? name,
    type: source.type,
    over: (rows) => {
      const row = bestRow(rows, by, sign);
      return row === undefined ? missing(source.type) : source.at(row);
    },
  }));
};

function starColumns({ input, keys }: Expansion, parts: readonly Part[]): Part[] {
  const taken = new Set([...keys, ...parts].map(({ name }) => name));
  return input.columns
    .filter(({ name }) => !taken.has(name))
    .map((column) => ({ name: column.name, source: fromColumn(column) }));
}

function bestRow(rows: Uint32Array, by: Compiled, sign: 1 | -1): number | undefined {
  const compare = comparerOf(by.type);
  let best: number | undefined;
  for (const row of rows)
    if (best === undefined || isBetter(by.at(row), by.at(best), sign, compare)) best = row;
  return best;
}
