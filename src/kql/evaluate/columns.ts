import { type Column, computedColumn, constantColumn, renameColumn } from "../columns/column.ts";
import { resultName } from "../language/result-names.ts";
import type { Call, Expression, NamedExpression } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { isList, type Value } from "../values/types.ts";
import type { Compiled } from "./compiled.ts";
import { compile } from "./evaluator.ts";
import type { Context } from "./scope.ts";
import { refuseSeveralColumns } from "./several-columns.ts";

/** The name of an expression that has none, by its place among all of the list. */
export type NameUnnamed = (place: number) => string;

/** Column1, Column2, ...: only what has no name counts. */
export function numberUnnamed(isTaken: (name: string) => boolean = () => false): NameUnnamed {
  let number = 0;
  return () => {
    do number += 1;
    while (isTaken(`Column${number}`));
    return `Column${number}`;
  };
}

/** The columns of a list of named expressions. */
export function compileColumns(
  list: readonly NamedExpression[],
  row: Table,
  context: Context,
  unnamed: NameUnnamed = numberUnnamed(),
): Column[] {
  return list.flatMap((item, place) =>
    item.value.kind === "star" && item.names.length === 0
      ? row.columns
      : oneOrMore(item, row, context, () => unnamed(place)),
  );
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
  return [columnFrom(first ?? impliedName(item.value, row) ?? unnamed(), value)];
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
 * The name Kusto gives an unnamed expression: that of its column or member, also inside some calls.
 * Undefined for any other expression.
 */
export function impliedName(node: Expression, row?: Table): string | undefined {
  if (node.kind === "name") return node.name;
  if (node.kind === "member") {
    const base = impliedName(node.operand, row);
    return base ? `${base}_${node.name}` : node.name;
  }
  if (node.kind === "element") {
    const base = impliedName(node.operand, row);
    const key = node.index.kind === "literal" ? String(node.index.value) : "";
    return base && `${base}_${key}`;
  }
  return node.kind === "call" ? callName(node, row) : undefined;
}

function callName({ name, args }: Call, row: Table | undefined): string | undefined {
  const rule = resultName(name);
  const first = args[0]?.value;
  const argument = first && impliedName(first, row);
  switch (rule?.kind) {
    case "FirstArgument":
      return argument;
    case "OnlyArgument":
      return args.length === 1 ? argument : undefined;
    case "FirstArgumentValueIfColumn": {
      const column = first?.kind === "literal" ? String(first.value) : "";
      return row && columnNamed(row, column) ? column : undefined;
    }
    case "NameAndFirstArgument":
      return `${name}_${argument ?? ""}`;
    case "PrefixAndFirstArgument":
      return `${rule.prefix}_${argument ?? ""}`;
    case "PrefixOnly":
      return rule.prefix;
    default:
      return undefined;
  }
}
