import { impliedName } from "../evaluate/columns.ts";
import { type Compiled, fromColumn } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Call, Expression } from "../nodes.ts";
import { missing, type Value } from "../values/types.ts";
import { type AggregateFunction, type Expand, firstType, onlyWhere } from "./aggregate.ts";

/** `any` and `take_any`: a value that is not empty, or the cells of one row. */
export const any: Expand = (node, { names, input, context }) => {
  const prefix = node.name === "any" ? "any_" : "";
  const sources = node.args.flatMap(({ value }, index) =>
    value.kind === "star"
      ? input.columns.map((column) => ({
          name: `${prefix}${column.name}`,
          source: fromColumn(column),
        }))
      : [
          {
            name: nameOf(node, value, index),
            source: compile(value, input, context),
          },
        ],
  );
  const [only] = sources;
  return sources.map(({ name, source }, index) => ({
    name: names[index] ?? name,
    type: source.type,
    over:
      sources.length === 1 && only
        ? (rows) => firstFilled(rows, only.source)
        : ([row]) => (row === undefined ? missing(source.type) : source.at(row)),
  }));
};

function nameOf(call: Call, value: Expression, index: number): string {
  const name = impliedName(value);
  if (call.name === "any" && call.args.length === 1) return `any_${name ?? ""}`;
  if (name === undefined) return `any_arg${index}`;
  return call.name === "any" ? `any_${name}` : name;
}

function firstFilled(rows: Uint32Array, source: Compiled | undefined): Value {
  for (const row of rows) {
    const cell = source?.at(row) ?? null;
    if (cell !== null && cell !== "") return cell;
  }
  return missing(source?.type ?? "dynamic");
}

const filled: AggregateFunction = {
  arity: [1, 1],
  type: firstType,
  over:
    ([source]) =>
    (rows) =>
      firstFilled(rows, source),
};

export const ANY_IF = { anyif: onlyWhere(filled, "anyif"), take_anyif: onlyWhere(filled, "") };
