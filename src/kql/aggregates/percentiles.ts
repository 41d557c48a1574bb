import { KqlError, unsupported } from "../errors.ts";
import { impliedName } from "../evaluate/columns.ts";
import type { Compiled } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import { asNumber } from "../evaluate/numbers.ts";
import type { Call, Expression } from "../nodes.ts";
import { compareValues } from "../values/compare.ts";
import { toDynamic } from "../values/text.ts";
import { isList, type ScalarType, type Value } from "../values/types.ts";
import type { Aggregate, Expand } from "./aggregate.ts";

/** `percentile` and `percentiles`, and their weighted forms: one column for each rank. */
export const percentiles: Expand = (node, { names, input, context }) => {
  const compileArgument = (part: Expression) => compile(part, input, context);
  const { source, weight, ranks, name } = readArguments(node, compileArgument);
  return ranks.map((rank, index): Aggregate => {
    const label = String(rank).replace(".", "_");
    return {
      name: names[index] ?? `percentile_${name}_${label}`,
      type: typeOf(source),
      over: (rows) => pickRanks(rows, source, weight, [rank])[0] ?? null,
    };
  });
};

/** `percentiles_array` and its weighted form: an array with an item for each rank. */
export const percentilesArray: Expand = (node, { names, input, context }) => {
  const compileArgument = (part: Expression) => compile(part, input, context);
  const { source, weight, ranks, name } = readArguments(node, compileArgument);
  const over = (rows: Uint32Array) =>
    pickRanks(rows, source, weight, ranks).map((value) => toDynamic(value, source.type));
  return [{ name: names[0] ?? `percentiles_${name}`, type: "dynamic", over }];
};

interface Arguments {
  readonly source: Compiled;
  readonly weight: Compiled | undefined;
  readonly ranks: readonly number[];
  /** The name of the first argument in the name of a column. */
  readonly name: string;
}

function readArguments(node: Call, compileArgument: (part: Expression) => Compiled): Arguments {
  const [first, ...others] = node.args.map(({ value }) => value);
  const isWeighted = /^percentiles?w/.test(node.name);
  const second = isWeighted ? others.shift() : undefined;
  const ranks = others.flatMap((part) => readRanks(compileArgument(part)));
  if (!first || ranks.length === 0 || ranks.some((rank) => !(rank >= 0 && rank <= 100)))
    throw new KqlError("semantic", `${node.name}() needs ranks from 0 to 100`, node);
  const source = compileArgument(first);
  if (source.type === "decimal") throw unsupported(`${node.name}() of a decimal`, node);
  return {
    source,
    weight: second && compileArgument(second),
    ranks,
    name: impliedName(first) ?? "",
  };
}

/** A rank, or those of an array; NaN for anything else. */
function readRanks(rank: Compiled): number[] {
  if (!rank.constant) return [Number.NaN];
  const value = rank.at(0);
  const items = isList(value) ? value : [value];
  return items.map((item) => asNumber(item) ?? Number.NaN);
}

function typeOf({ type }: Compiled): ScalarType {
  return type === "int" ? "long" : type;
}

/** The nearest-rank percentiles: the first value that covers the share of the total weight. */
function pickRanks(
  rows: Uint32Array,
  source: Compiled,
  weight: Compiled | undefined,
  ranks: readonly number[],
): Value[] {
  const weighed: { value: Value; weight: number }[] = [];
  for (const row of rows) {
    const value = source.at(row);
    const own = weight ? (asNumber(weight.at(row)) ?? 0) : 1;
    if (value !== null && own > 0) weighed.push({ value, weight: own });
  }
  weighed.sort((a, b) => compareValues(a.value, b.value));
  const total = weighed.reduce((sum, { weight: own }) => sum + own, 0);
  return ranks.map((rank) => {
    let covered = 0;
    const found = weighed.find(({ weight: own }) => {
      covered += own;
      return covered * 100 >= rank * total;
    });
    const value = found?.value ?? null;
    return source.type === "int" && typeof value === "number" ? BigInt(value) : value;
  });
}
