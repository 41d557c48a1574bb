import { constantColumn } from "../columns/column.ts";
import { nameColumnsOnce } from "../columns/names.ts";
import { KqlError, type Span } from "../errors.ts";
import { convert } from "../functions/conversion.ts";
import { unchain } from "../node-parts.ts";
import type {
  Call,
  Datatable,
  Expression,
  FunctionDeclaration,
  NameRef,
  Operator,
  Pipe,
  Print,
  Statement,
} from "../nodes.ts";
import { applyOperator } from "../operators/index.ts";
import { nameOf } from "../operators/legs.ts";
import { EMPTY_ROW, makeTable, type Table } from "../table.ts";
import { toText } from "../values/text.ts";
import { missing, type Value } from "../values/types.ts";
import { compileColumns } from "./columns.ts";
import { compile, evaluateTable, isTabular } from "./evaluator.ts";
import { range } from "./range.ts";
import { type Context, childScope, isCalling, within, withinBody } from "./scope.ts";
import { callScope, evaluateStatements } from "./statements.ts";

/** The `table` of the evaluator. */
export function evaluateTabular(node: Expression, context: Context): Table {
  switch (node.kind) {
    case "pipe":
      return pipeline(node, context);
    case "name":
      return namedTable(node, context);
    case "call":
      return calledTable(node, context);
    case "datatable":
      return datatable(node, context);
    case "print":
      return print(node, context);
    case "range":
      return range(node, context);
    case "input":
      return inputOf(node, context);
    case "refused":
      throw node.error;
    default:
      throw new KqlError("semantic", "a scalar value is used where a table is expected", node);
  }
}

/** A name that `as` gives to the rows is known to the operators after it. */
function pipeline(node: Pipe, context: Context): Table {
  const { source, operators } = unchain(node);
  let table = source && evaluateTable(source, context);
  let inner: Context = { ...context, inputName: nameOf(source, context) };
  for (const operator of operators) {
    const result = trace(operator, inner, () => applyOperator(operator, table, inner));
    const name = operator.kind === "as" ? operator.name : undefined;
    inner = { ...(name ? withTable(inner, name, result) : inner), inputName: name };
    table = result;
  }
  return table ?? EMPTY_ROW;
}

function trace(operator: Operator, context: Context, apply: () => Table): Table {
  if (!context.trace) return apply();
  return context.trace(context.text.slice(operator.start, operator.end), apply);
}

function withTable(context: Context, name: string, table: Table): Context {
  const binding = { kind: "table", table: () => table } as const;
  return within(context, childScope(context.scope, new Map([[name, binding]])));
}

/** The `isTabular` of the evaluator. */
export function givesTable(node: Expression, context: Context): boolean {
  switch (node.kind) {
    case "pipe":
    case "datatable":
    case "print":
    case "range":
    case "input":
      return true;
    case "name":
      return context.scope.lookup(node.name)?.kind === "table";
    case "call": {
      if (node.name === "materialize")
        return node.args.some(({ value }) => isTabular(value, context));
      const binding = context.scope.lookup(node.name);
      if (node.name === "table" && !binding) return true;
      return (
        binding?.kind === "function" &&
        !isCalling(context, binding.declaration) &&
        returnsTable(binding.declaration, withinBody(context, binding.declaration, binding.scope))
      );
    }
    default:
      return false;
  }
}

function returnsTable(declaration: FunctionDeclaration, context: Context): boolean {
  const last = declaration.body.at(-1);
  if (last?.kind !== "query") return false;
  return (
    isTabular(last.value, context) ||
    namesTable(last.value, declaration.parameters, declaration.body)
  );
}

function namesTable(
  node: Expression,
  parameters: FunctionDeclaration["parameters"],
  body: readonly Statement[],
): boolean {
  if (node.kind !== "name" && node.kind !== "call") return false;
  if (parameters.some(({ name, type }) => name === node.name && type === "table")) return true;
  const local = body.find((statement) => statement.kind === "let" && statement.name === node.name);
  if (local?.kind !== "let") return false;
  const value = local.value;
  if (value.kind === "function")
    return (
      value.body.at(-1)?.kind === "query" &&
      (value.body.at(-1) as { value: Expression }).value.kind === "pipe"
    );
  return (
    value.kind === "pipe" ||
    value.kind === "datatable" ||
    (value.kind === "call" && value.name === "materialize")
  );
}

function inputOf(node: Span, { input }: Context): Table {
  if (!input) throw new KqlError("semantic", "a table is needed here", node);
  return input;
}

function namedTable(node: NameRef, context: Context): Table {
  const binding = context.scope.lookup(node.name);
  if (binding?.kind === "table") return binding.table();
  if (binding?.kind === "function")
    return calledTable(
      { kind: "call", name: node.name, args: [], start: node.start, end: node.end },
      context,
    );
  throw new KqlError(
    "semantic",
    `The name '${node.name}' does not refer to any known table, tabular variable or function.`,
    node,
    "KS204",
  );
}

function calledTable(node: Call, context: Context): Table {
  const argument = node.args[0];
  if (node.name === "materialize" && argument) return evaluateTable(argument.value, context);
  const binding = context.scope.lookup(node.name);
  if (node.name === "table" && !binding && argument) return tableCalled(argument.value, context);
  if (binding?.kind !== "function")
    throw new KqlError(
      "semantic",
      `The name '${node.name}' does not refer to any known function.`,
      node,
      "KS211",
    );
  const scope = callScope(node, binding, EMPTY_ROW, context);
  const { declaration } = binding;
  return placedAt(node, declaration, () =>
    evaluateStatements(declaration.body, withinBody(context, declaration, scope)),
  );
}

/** What is wrong in a stored function has no place in the query but that of the call. */
function placedAt<T>(node: Call, { text }: FunctionDeclaration, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (text === undefined || !(error instanceof KqlError) || error.problem !== "semantic")
      throw error;
    throw new KqlError("semantic", error.message, node, error.code);
  }
}

/** `table("name")`: a table of the database. */
function tableCalled(name: Expression, context: Context): Table {
  const text = toText(compile(name, EMPTY_ROW, context).at(0), "string");
  const binding = context.database.lookup(text);
  if (binding?.kind === "table") return binding.table();
  throw new KqlError(
    "semantic",
    `The name '${text}' does not refer to any known table.`,
    name,
    "KS204",
  );
}

function datatable(node: Datatable, context: Context): Table {
  const width = node.columns.length;
  if (width === 0 || node.values.length % width !== 0) {
    throw new KqlError(
      "semantic",
      `${node.values.length} values do not fill rows of ${width} columns`,
      node,
    );
  }
  const rows: Value[][] = [];
  for (let start = 0; start < node.values.length; start += width) {
    const cells = node.values.slice(start, start + width).map((value, index) => {
      const cell = compile(value, EMPTY_ROW, context);
      const type = node.columns[index]?.type ?? "dynamic";
      return convert(cell.at(0), cell.type, type) ?? missing(type);
    });
    rows.push(cells);
  }
  return makeTable(node.columns, rows);
}

function print(node: Print, context: Context): Table {
  const columns = nameColumnsOnce(
    compileColumns(node.columns, EMPTY_ROW, context, (place) => `print_${place}`),
  );
  return {
    length: 1,
    columns: columns.map((column) => constantColumn(column.name, column.type, column.at(0))),
  };
}
