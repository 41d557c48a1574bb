import { type Column, storedColumn } from "../columns/column.ts";
import { KqlError, unsupported } from "../errors.ts";
import { columnFrom, impliedName } from "../evaluate/columns.ts";
import { type Compiled, fromColumn } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { FUNCTIONS } from "../functions/index.ts";
import type { Call, Expression, NamedExpression } from "../nodes.ts";
import type { Table } from "../table.ts";
import { missing } from "../values/types.ts";
import type { Aggregate, AggregateFunction } from "./aggregate.ts";
import { ARG_FUNCTIONS, argExtreme } from "./arg.ts";
import { AGGREGATES } from "./index.ts";

export function compileAggregates(
  list: readonly NamedExpression[],
  by: readonly Column[],
  input: Table,
  context: Context,
): Aggregate[] {
  let unnamed = 0;
  return list.flatMap((item): Aggregate[] => {
    if (item.value.kind === "call" && ARG_FUNCTIONS.has(item.value.name))
      return argExtreme(item.value, item.names, by, input, context);
    const aggregate = compileAggregate(item.value, input, context);
    const own = item.value.kind === "call" ? impliedAggregateName(item.value) : undefined;
    if (!item.names[0] && !own) unnamed += 1;
    return [{ ...aggregate, name: item.names[0] ?? own ?? `Column${unnamed}` }];
  });
}

type Unnamed = Omit<Aggregate, "name">;

/** An aggregate call, or an expression over aggregate calls such as `sum(a) / count()`. */
function compileAggregate(node: Expression, input: Table, context: Context): Unnamed {
  if (node.kind === "call" && AGGREGATES.has(node.name)) return compileCall(node, input, context);
  const parts = new Map<string, { call: Call; aggregate: Unnamed }>();
  const outer = withParts(node, (call) => {
    const name = `$${parts.size}`;
    parts.set(name, { call, aggregate: compileCall(call, input, context) });
    return name;
  });
  if (parts.size === 0) throw withoutAggregate(node);
  const row = (rows: Uint32Array | undefined): Table => ({
    length: 1,
    columns: [...parts].map(([name, { aggregate }]) =>
      storedColumn(name, aggregate.type, rows ? [aggregate.over(rows)] : [null]),
    ),
  });
  const type = compile(outer, row(undefined), context).type;
  return { type, over: (rows) => compile(outer, row(rows), context).at(0) };
}

function withoutAggregate(node: Expression): KqlError {
  if (node.kind !== "call" || FUNCTIONS.has(node.name))
    return unsupported("a summarize expression without an aggregate", node);
  const name = { start: node.start, end: node.start + node.name.length };
  const known = [...AGGREGATES.keys(), ...ARG_FUNCTIONS];
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
      if (AGGREGATES.has(node.name))
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
    default:
      return node;
  }
}

function compileCall(node: Call, input: Table, context: Context): Unnamed {
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
  const type = found.type(args.map((argument) => argument.type));
  const over = found.over(args, input);
  return { type, over: (rows) => over(rows) ?? missing(type) };
}

/** The implied column name: `count_` for count(), `dcount_x` for dcount(x). */
function impliedAggregateName(node: Call): string | undefined {
  if (!AGGREGATES.has(node.name)) return impliedName(node);
  const prefix = AGGREGATES.get(node.name)?.prefix ?? node.name;
  const argument = node.args[0] && impliedName(node.args[0].value);
  return `${prefix}_${argument ?? ""}`;
}
