import { KqlError, unsupported } from "../errors.ts";
import type { Between, Binary, Element, Expression, Member, NameRef } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { isBag, isList, type Value } from "../values/types.ts";
import { ARITHMETIC, arithmetic, negation } from "./arithmetic.ts";
import { call } from "./call.ts";
import { comparison, isComparison, logical } from "./comparison.ts";
import { type Compiled, constant, derive, fromColumn } from "./compiled.ts";
import { compile, evaluateTable, isTabular } from "./evaluator.ts";
import { inList, type Listed } from "./in-list.ts";
import { asLong } from "./numbers.ts";
import type { Context } from "./scope.ts";
import { isStringMatch, stringMatch, textReader } from "./string-match.ts";

/** The `scalar` of the evaluator. */
export function compileExpression(node: Expression, row: Table, context: Context): Compiled {
  switch (node.kind) {
    case "literal":
      return constant(node.type, node.value);
    case "name":
      return nameValue(node, row, context);
    case "call":
      return call(node, row, context);
    case "binary":
      return binary(node, row, context);
    case "negate":
      return negation(compile(node.operand, row, context), node);
    case "in":
      return inList(
        node,
        compile(node.left, row, context),
        node.list.map((item) => listItem(item, row, context)),
      );
    case "between":
      return between(node, row, context);
    case "member":
      return member(node, row, context);
    case "element":
      return element(node, row, context);
    case "list": {
      const items = node.items.map((item) => compile(item, row, context));
      return derive("dynamic", items, (at) => items.map((item) => item.at(at)));
    }
    case "refused":
      throw node.error;
    case "star":
      throw unsupported("'*' here", node);
    default:
      throw new KqlError("semantic", "a table is used where a scalar value is expected", node);
  }
}

function nameValue(node: NameRef, row: Table, context: Context): Compiled {
  const column = columnNamed(row, node.name);
  if (column) return fromColumn(column);
  const binding = context.scope.lookup(node.name);
  if (binding?.kind === "scalar") return binding.value();
  if (binding?.kind === "record") throw unsupported(`the row of ${node.name} as a value`, node);
  throw new KqlError(
    "semantic",
    `The name '${node.name}' does not refer to any known column or value.`,
    node,
    "KS142",
  );
}

function binary(node: Binary, row: Table, context: Context): Compiled {
  if (node.left.kind === "star") return anyColumn(node, row, context);
  const left = compile(node.left, row, context);
  const right = () => compile(node.right, row, context);
  if (node.op === "and" || node.op === "or") return logical(node.op, left, right);
  if (isComparison(node.op)) return comparison(node.op, left, right(), node);
  if (isStringMatch(node.op)) return stringMatch(node.op, left, right(), node);
  if (ARITHMETIC.has(node.op)) return arithmetic(node.op, left, right(), node);
  throw unsupported(`the operator '${node.op}'`, node);
}

/** `* has x`: whether it holds for the text of any column. */
function anyColumn({ op, right, ...at }: Binary, row: Table, context: Context): Compiled {
  const value = compile(right, row, context);
  const tests = row.columns.map((column) => {
    const text = textReader(fromColumn(column));
    const left = derive("string", [fromColumn(column)], text);
    return isComparison(op) ? comparison(op, left, value, at) : stringMatch(op, left, value, at);
  });
  return derive("bool", tests, (at) => tests.some((test) => test.at(at) === true));
}

/** `x in (T)` tests against the first column of the table. */
function listItem(node: Expression, row: Table, context: Context): Listed {
  if (!isTabular(node, context)) return compile(node, row, context);
  const { columns, length } = evaluateTable(node, context);
  const [column] = columns;
  if (!column) return constant("dynamic", []);
  const cells = Array.from({ length }, (_, at) => column.at(at));
  return { ...constant("dynamic", cells), cells: column.type };
}

function between(node: Between, row: Table, context: Context): Compiled {
  const [operand, low, high] = [node.operand, node.low, node.high].map((part) =>
    compile(part, row, context),
  ) as [Compiled, Compiled, Compiled];
  const top =
    operand.type === "datetime" && high.type === "timespan"
      ? arithmetic("+", low, high, node)
      : high;
  const above = comparison(">=", operand, low, node);
  const within = logical("and", above, () => comparison("<=", operand, top, node));
  if (!node.negated) return within;
  return derive("bool", [within], (at) => {
    const value = within.at(at);
    return value === null ? null : !value;
  });
}

/** `a.b` of a bag, or null if it has no such member. */
function member(node: Member, row: Table, context: Context): Compiled {
  const ofRecord = recordColumn(node, row, context);
  if (ofRecord) return ofRecord;
  const operand = compile(node.operand, row, context);
  return derive("dynamic", [operand], (at) => readMember(operand.at(at), node.name));
}

/** `s.x` where s is a record, and not a column of that name. */
function recordColumn({ operand, name }: Member, row: Table, context: Context) {
  if (operand.kind !== "name" || columnNamed(row, operand.name)) return undefined;
  const binding = context.scope.lookup(operand.name);
  return binding?.kind === "record" ? binding.column(name) : undefined;
}

function readMember(value: Value, name: string): Value {
  return isBag(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

/** `a[i]`: an array's item (a negative index counts from the end) or a bag's member. */
function element(node: Element, row: Table, context: Context): Compiled {
  const operand = compile(node.operand, row, context);
  const index = compile(node.index, row, context);
  return derive("dynamic", [operand, index], (at) => {
    const key = index.at(at);
    if (typeof key === "string") return readMember(operand.at(at), key);
    const items = operand.at(at);
    const position = asLong(key);
    return isList(items) && position !== null ? (items.at(Number(position)) ?? null) : null;
  });
}
