import { type Column, readColumn } from "../columns/column.ts";
import { KqlError, unsupported } from "../errors.ts";
import { columnFrom, impliedName, type NameUnnamed, numberUnnamed } from "../evaluate/columns.ts";
import { type Compiled, fromColumn } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { FUNCTIONS } from "../functions/index.ts";
import type { Call, Expression, NamedExpression } from "../nodes.ts";
import type { Table } from "../table.ts";
import { missing, type Value } from "../values/types.ts";
import type { Aggregate, AggregateFunction, OverRows } from "./aggregate.ts";
import { AGGREGATES, EXPANDED_AGGREGATES } from "./index.ts";

export function compileAggregates(
  list: readonly NamedExpression[],
  by: readonly Column[],
  input: Table,
  context: Context,
  unnamed: NameUnnamed = numberUnnamed(),
): Aggregate[] {
  return list.flatMap((item, place): Aggregate[] => {
    const expand = item.value.kind === "call" && EXPANDED_AGGREGATES.get(item.value.name);
    if (expand) return expand(item.value as Call, { names: item.names, keys: by, input, context });
    const aggregate = compileAggregate(item.value, input, context);
    const own = item.value.kind === "call" ? impliedAggregateName(item.value) : undefined;
    return [{ ...aggregate, name: item.names[0] ?? own ?? unnamed(place) }];
  });
}

type Unnamed = Omit<Aggregate, "name">;

/** An aggregate call, or an expression over aggregate calls such as `sum(a) / count()`. */
function compileAggregate(node: Expression, input: Table, context: Context): Unnamed {
  if (node.kind === "call" && isAggregate(node.name)) return compileCall(node, input, context);
  const parts: Unnamed[] = [];
  const outer = withParts(node, (call) => {
    parts.push(compileCall(call, input, context));
    return partName(parts.length - 1);
  });
  if (parts.length === 0) throw withoutAggregate(node);
  const cells: Value[] = parts.map(() => null);
  const columns = parts.map(({ type }, index) =>
    readColumn({ name: partName(index), type }, () => cells[index] as Value),
  );
  const { type, at } = compile(outer, { length: 1, columns }, context);
  const over: OverRows = (rows) => {
    parts.forEach((part, index) => {
      cells[index] = part.over(rows);
    });
    return at(0);
  };
  return { type, over };
}

/** No column of a query is named so. */
const partName = (index: number) => `$${index}`;

const isAggregate = (name: string) => AGGREGATES.has(name) || EXPANDED_AGGREGATES.has(name);

function withoutAggregate(node: Expression): KqlError {
  if (node.kind !== "call" || FUNCTIONS.has(node.name))
    return unsupported("a summarize expression without an aggregate", node);
  const name = { start: node.start, end: node.start + node.name.length };
  const known = [...AGGREGATES.keys(), ...EXPANDED_AGGREGATES.keys()];
  return new KqlError(
    "unsupported",
    `${node.name}() is not an aggregate function of the local engine`,
    name,
    undefined,
    known,
  );
}

/** The expression with each aggregate call replaced by a reference to its value. */
function withParts(node: Expression, replace: (call: Call) => string): Expression {
  const again = (part: Expression) => withParts(part, replace);
  switch (node.kind) {
    case "call":
      if (isAggregate(node.name))
        return { kind: "name", name: replace(node), start: node.start, end: node.end };
      return {
        ...node,
        args: node.args.map((argument) => ({ ...argument, value: again(argument.value) })),
      };
    case "binary":
      return { ...node, left: again(node.left), right: again(node.right) };
    case "negate":
    case "member":
      return { ...node, operand: again(node.operand) };
    case "element":
      return { ...node, operand: again(node.operand), index: again(node.index) };
    case "between":
      return {
        ...node,
        operand: again(node.operand),
        low: again(node.low),
        high: again(node.high),
      };
    case "in":
      return { ...node, left: again(node.left), list: node.list.map(again) };
    default:
      return node;
  }
}

/** The others compute with numbers of JavaScript. */
const TAKES_DECIMAL = new Set([
  ..."min minif max maxif sum sumif avg avgif dcount dcountif anyif take_anyif".split(" "),
  ..."make_list make_list_if make_list_with_nulls makelist".split(" "),
  ..."make_set make_set_if makeset".split(" "),
]);

function compileCall(node: Call, input: Table, context: Context): Unnamed {
  const expand = EXPANDED_AGGREGATES.get(node.name);
  if (expand) return expand(node, { names: [], keys: [], input, context })[0] as Aggregate;
  const found = AGGREGATES.get(node.name) as AggregateFunction;
  const args = node.args.map(({ value }): Compiled => {
    const compiled = compile(value, input, context);
    if (compiled.constant || value.kind === "name") return compiled;
    return fromColumn(columnFrom("", compiled));
  });
  const [least, most] = found.arity;
  if (args.length < least || args.length > most)
    throw new KqlError(
      "semantic",
      `${node.name}() takes ${least} to ${most} arguments, not ${args.length}`,
      node,
    );
  const types = args.map((argument) => argument.type);
  if (types.includes("decimal") && !TAKES_DECIMAL.has(node.name))
    throw unsupported(`${node.name}() of a decimal`, node);
  const type = found.type(types);
  const over = found.over(args, input);
  return { type, over: (rows) => over(rows) ?? missing(type) };
}

/** The implied column name: `count_` for count(), `dcount_x` for dcount(x); none for take_anyif(5). */
function impliedAggregateName(node: Call): string | undefined {
  if (!AGGREGATES.has(node.name)) return impliedName(node);
  const prefix = AGGREGATES.get(node.name)?.prefix ?? node.name;
  const argument = node.args[0] && impliedName(node.args[0].value);
  return prefix === "" ? argument : `${prefix}_${argument ?? ""}`;
}
