import { KqlError } from "../errors.ts";
import { convert } from "../functions/conversion.ts";
import { limit } from "../limits.ts";
import type {
  Argument,
  Call,
  Expression,
  FunctionDeclaration,
  LetStatement,
  Parameter,
  Statement,
} from "../nodes.ts";
import { EMPTY_ROW, type Table } from "../table.ts";
import type { ScalarType } from "../values/types.ts";
import { type Compiled, derive } from "./compiled.ts";
import { compile, evaluateTable, isTabular } from "./evaluator.ts";
import {
  type Binding,
  type Context,
  childScope,
  isCalling,
  once,
  type Scope,
  within,
} from "./scope.ts";

/** Binds the `let` statements of a body and returns the table of its query. */
export function evaluateStatements(statements: readonly Statement[], context: Context): Table {
  const { context: inner, query } = withLets(statements, context);
  return evaluateTable(query, inner);
}

/**
 * The query of a body, and the context in which its `let` names are bound. A `let` is evaluated
 * when it is first used.
 * @throws KqlError (`semantic`) if the body has no query
 */
export function withLets(
  statements: readonly Statement[],
  context: Context,
): { context: Context; query: Expression } {
  let current = context;
  let query: Expression | undefined;
  for (const statement of statements) {
    if (statement.kind === "refused") throw statement.error;
    if (statement.kind === "let") current = withLet(statement, current);
    else query = statement.value;
  }
  if (!query)
    throw new KqlError("semantic", "the query has no tabular expression", { start: 0, end: 0 });
  return { context: current, query };
}

function withLet({ name, value }: LetStatement, context: Context): Context {
  return within(context, childScope(context.scope, new Map([[name, bindValue(value, context)]])));
}

function bindValue(value: Expression | FunctionDeclaration, context: Context): Binding {
  if (value.kind === "function")
    return { kind: "function", declaration: value, scope: context.scope };
  if (isTabular(value, context))
    return { kind: "table", table: once(() => evaluateTable(value, context)) };
  return { kind: "scalar", value: once(() => compile(value, EMPTY_ROW, context)) };
}

/**
 * The scope of one call, with each parameter bound to its argument or default.
 * @throws KqlError if the arguments do not match the parameters, or there are too many calls
 */
export function callScope(
  node: Call,
  target: { declaration: FunctionDeclaration; scope: Scope },
  row: Table,
  context: Context,
): Scope {
  context.spent.calls += 1;
  limit("calls", context.spent.calls, node);
  if (isCalling(context, target.declaration))
    throw new KqlError("semantic", `the function ${node.name} calls itself`, node);
  const bindings = new Map<string, Binding>();
  const positional = node.args.filter(({ name }) => name === undefined);
  const named = new Map(
    node.args
      .filter(({ name }) => name !== undefined)
      .map((argument) => [argument.name as string, argument]),
  );
  const unknown = [...named.keys()].find(
    (name) => !target.declaration.parameters.some((parameter) => parameter.name === name),
  );
  if (unknown)
    throw new KqlError(
      "semantic",
      `the function ${node.name} has no parameter named ${unknown}`,
      node,
    );
  for (const parameter of target.declaration.parameters) {
    const argument = named.get(parameter.name) ?? positional.shift();
    bindings.set(
      parameter.name,
      argumentBinding(node, parameter, argument, row, context, target.scope),
    );
  }
  if (positional.length > 0)
    throw new KqlError("semantic", `too many arguments for the function ${node.name}`, node);
  return childScope(target.scope, bindings);
}

function argumentBinding(
  node: Call,
  parameter: Parameter,
  argument: Argument | undefined,
  row: Table,
  context: Context,
  scope: Scope,
): Binding {
  const value = argument?.value ?? parameter.byDefault;
  if (!value)
    throw new KqlError(
      "semantic",
      `the function ${node.name} needs a value for its parameter ${parameter.name}`,
      node,
    );
  const from = argument ? context : within(context, scope);
  if (parameter.type === "table")
    return { kind: "table", table: once(() => evaluateTable(value, from)) };
  const { type } = parameter;
  return {
    kind: "scalar",
    value: once(() => convertTo(compile(value, argument ? row : EMPTY_ROW, from), type)),
  };
}

export function convertTo(source: Compiled, type: ScalarType): Compiled {
  if (source.type === type) return source;
  return derive(type, [source], (row) => convert(source.at(row), source.type, type));
}
