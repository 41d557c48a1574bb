import { type Column, computedColumn, constantColumn, renameColumn } from "../columns/column.ts";
import type { Expression, NamedExpression } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { isList, type Value } from "../values/types.ts";
import type { Compiled } from "./compiled.ts";
import { compile } from "./evaluator.ts";
import type { Context } from "./scope.ts";
import { refuseSeveralColumns } from "./several-columns.ts";

/** The columns of a list of named expressions; `unnamed` prefixes the ones that have no name. */
export function compileColumns(
  list: readonly NamedExpression[],
  row: Table,
  context: Context,
  unnamed = "Column",
): Column[] {
  let position = unnamed === "print_" ? -1 : 0;
  return list.flatMap((item) => {
    if (item.value.kind === "star" && item.names.length === 0) return row.columns;
    position += 1;
    return oneOrMore(item, row, context, () => `${unnamed}${position}`);
  });
}

function oneOrMore(
  item: NamedExpression,
  row: Table,
  context: Context,
  unnamed: () => string,
): Column[] {
  const source = item.value.kind === "name" ? columnNamed(row, item.value.name) : undefined;
  const [first] = item.names;
  if (source) return [renameColumn(source, first ?? source.name)];
  if (item.names.length < 2) refuseSeveralColumns(item.value);
  const value = compile(item.value, row, context);
  if (item.names.length > 1) return item.names.map((name, index) => unpackItem(name, value, index));
  return [columnFrom(first ?? impliedName(item.value) ?? unnamed(), value)];
}

/** `extend (a, b) = list`: each name takes one item. */
function unpackItem(name: string, value: Compiled, index: number): Column {
  const item = (row: number): Value => {
    const list = value.at(row);
    return isList(list) ? (list[index] ?? null) : null;
  };
  return computedColumn(name, "dynamic", item, value.codes);
}

export function columnFrom(name: string, { type, constant, codes, at }: Compiled): Column {
  return constant ? constantColumn(name, type, at(0)) : computedColumn(name, type, at, codes);
}

/**
 * The name Kusto gives an unnamed expression: that of its column or member, also inside a
 * conversion. Undefined for any other expression.
 */
export function impliedName(node: Expression): string | undefined {
  if (node.kind === "name") return node.name;
  if (node.kind === "member") {
    const base = impliedName(node.operand);
    return base ? `${base}_${node.name}` : node.name;
  }
  if (node.kind === "element") {
    const base = impliedName(node.operand);
    const key = node.index.kind === "literal" ? String(node.index.value) : undefined;
    return base && key !== undefined ? `${base}_${key}` : undefined;
  }
  if (node.kind === "call" && NAME_KEEPING.has(node.name))
    return node.args[0] && impliedName(node.args[0].value);
  return undefined;
}

const NAME_KEEPING = new Set([
  "bin",
  "floor",
  "tostring",
  "tolong",
  "toint",
  "todatetime",
  "todouble",
  "toreal",
  "tobool",
  "totimespan",
  "todynamic",
]);
