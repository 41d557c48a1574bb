import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Expanded, Operator, Ordering } from "../nodes.ts";
import { lowerJoin, lowerLookup, lowerUnion } from "./combine.ts";
import { describe, lowerExpression, lowerNamed, lowerType } from "./expression.ts";

type Lower = (node: Syntax) => Operator;

const lowerNamedList = (node: Syntax) => listItems(node, "Expressions").map(lowerNamed);
const patterns = (node: Syntax) => listItems(node, "Expressions").map(nameText);
const span = ({ start, end }: Syntax) => ({ start, end });

const OPERATORS: Readonly<Record<string, Lower>> = {
  FilterOperator: (node) => ({
    kind: "where",
    condition: lowerExpression(part(node, "Condition")),
    ...span(node),
  }),
  ExtendOperator: (node) => ({ kind: "extend", columns: lowerNamedList(node), ...span(node) }),
  ProjectOperator: (node) => ({ kind: "project", columns: lowerNamedList(node), ...span(node) }),
  ProjectAwayOperator: (node) => ({
    kind: "project-away",
    patterns: patterns(node),
    ...span(node),
  }),
  ProjectKeepOperator: (node) => ({
    kind: "project-keep",
    patterns: patterns(node),
    ...span(node),
  }),
  ProjectRenameOperator: (node) => ({
    kind: "project-rename",
    renames: listItems(node, "Expressions").map(lowerRename),
    ...span(node),
  }),
  ProjectReorderOperator: (node) => ({
    kind: "project-reorder",
    patterns: listItems(node, "Expressions").map(lowerReorder),
    ...span(node),
  }),
  SummarizeOperator: lowerSummarize,
  DistinctOperator: (node) => ({ kind: "distinct", columns: lowerNamedList(node), ...span(node) }),
  SortOperator: (node) => ({
    kind: "sort",
    by: listItems(node, "Expressions").map(lowerOrdering),
    ...span(node),
  }),
  TopOperator: (node) => ({
    kind: "top",
    count: lowerExpression(part(node, "Expression")),
    by: [lowerOrdering(part(node, "ByExpression"))],
    ...span(node),
  }),
  TakeOperator: (node) => ({
    kind: "take",
    count: lowerExpression(part(node, "Expression")),
    ...span(node),
  }),
  CountOperator: (node) => ({ kind: "count", ...span(node) }),
  SerializeOperator: (node) => ({
    kind: "serialize",
    columns: lowerNamedList(node),
    ...span(node),
  }),
  AsOperator: (node) => ({ kind: "as", name: nameText(part(node, "Name")), ...span(node) }),
  GetSchemaOperator: (node) => ({ kind: "getschema", ...span(node) }),
  UnionOperator: lowerUnion,
  JoinOperator: lowerJoin,
  LookupOperator: lowerLookup,
  MvExpandOperator: lowerMvExpand,
};

/**
 * Lowers one operator of a pipeline.
 * @throws KqlError (`unsupported`), naming the operator that the engine lacks and its position
 */
export function lowerOperator(node: Syntax): Operator {
  const lower = OPERATORS[node.kind];
  if (!lower) throw unsupported(`the operator ${describe(node)}`, node);
  return lower(node);
}

function lowerSummarize(node: Syntax): Operator {
  const by = node.parts["ByClause"];
  return {
    kind: "summarize",
    aggregates: listItems(node, "Aggregates").map(lowerNamed),
    by: by ? listItems(by, "Expressions").map(lowerNamed) : [],
    ...span(node),
  };
}

function lowerRename(node: Syntax): { from: string; to: string } {
  return { to: nameText(part(node, "Name")), from: nameText(part(node, "Expression")) };
}

function lowerReorder(node: Syntax): { pattern: string; order: "asc" | "desc" | undefined } {
  if (node.kind !== "OrderedExpression") return { pattern: nameText(node), order: undefined };
  const word = nameText(part(node, "Ordering"));
  return {
    pattern: nameText(part(node, "Expression")),
    order: word.includes("desc") ? "desc" : "asc",
  };
}

function lowerOrdering(node: Syntax): Ordering {
  if (node.kind !== "OrderedExpression")
    return { value: lowerExpression(node), descending: true, nullsFirst: false };
  const clause = part(node, "Ordering");
  const descending = clause.parts["AscOrDescKeyword"]?.text !== "asc";
  const nulls = clause.parts["NullsClause"];
  const nullsFirst = nulls
    ? Object.values(nulls.parts).some((child) => child?.text === "first")
    : !descending;
  return { value: lowerExpression(part(node, "Expression")), descending, nullsFirst };
}

function lowerMvExpand(node: Syntax): Operator {
  if (listItems(node, "Parameters").length > 0)
    throw unsupported("a parameter of 'mv-expand'", node);
  const limit = node.parts["RowLimitClause"];
  return {
    kind: "mv-expand",
    columns: listItems(node, "Expressions").map(lowerExpanded),
    limit: limit && lowerExpression(part(limit, "RowLimit")),
    ...span(node),
  };
}

function lowerExpanded(node: Syntax): Expanded {
  const to = node.parts["ToTypeOf"];
  const type = to && lowerType(part(part(to, "TypeOf"), "Types"));
  return { ...lowerNamed(part(node, "Expression")), type };
}
