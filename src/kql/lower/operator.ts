import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Operator, Ordering } from "../nodes.ts";
import { lowerJoin, lowerLookup, lowerUnion } from "./combine.ts";
import { describe } from "./describe.ts";
import { lowerEvaluate } from "./evaluate.ts";
import { lowerMvApply, lowerMvExpand } from "./expand.ts";
import { type Lower, lowerNamed } from "./named.ts";
import { lowerParse } from "./parse.ts";
import { orRefused } from "./refuse.ts";

type LowerOperator = (node: Syntax, lower: Lower) => Operator;

const lowerNamedList = (node: Syntax, lower: Lower) =>
  listItems(node, "Expressions").map((item) => lowerNamed(item, lower));
const patterns = (node: Syntax) => listItems(node, "Expressions").map(nameText);
const span = ({ start, end }: Syntax) => ({ start, end });

const OPERATORS: Readonly<Record<string, LowerOperator>> = {
  FilterOperator: (node, lower) => ({
    kind: "where",
    condition: lower(part(node, "Condition")),
    ...span(node),
  }),
  ExtendOperator: (node, lower) => ({
    kind: "extend",
    columns: lowerNamedList(node, lower),
    ...span(node),
  }),
  ProjectOperator: (node, lower) => ({
    kind: "project",
    columns: lowerNamedList(node, lower),
    ...span(node),
  }),
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
  DistinctOperator: (node, lower) => ({
    kind: "distinct",
    columns: lowerNamedList(node, lower),
    ...span(node),
  }),
  SortOperator: (node, lower) => ({
    kind: "sort",
    by: listItems(node, "Expressions").map((item) => lowerOrdering(item, lower)),
    ...span(node),
  }),
  TopOperator: (node, lower) => ({
    kind: "top",
    count: lower(part(node, "Expression")),
    by: [lowerOrdering(part(node, "ByExpression"), lower)],
    ...span(node),
  }),
  TakeOperator: (node, lower) => ({
    kind: "take",
    count: lower(part(node, "Expression")),
    ...span(node),
  }),
  CountOperator: (node) => ({ kind: "count", ...span(node) }),
  SerializeOperator: (node, lower) => ({
    kind: "serialize",
    columns: lowerNamedList(node, lower),
    ...span(node),
  }),
  AsOperator: (node) => ({ kind: "as", name: nameText(part(node, "Name")), ...span(node) }),
  GetSchemaOperator: (node) => ({ kind: "getschema", ...span(node) }),
  UnionOperator: lowerUnion,
  JoinOperator: lowerJoin,
  LookupOperator: lowerLookup,
  MvExpandOperator: lowerMvExpand,
  MvApplyOperator: lowerMvApply,
  EvaluateOperator: lowerEvaluate,
  ParseOperator: lowerParse,
  ParseWhereOperator: lowerParse,
};

/** Lowers one operator of a pipeline. @throws KqlError if the operator is malformed */
export function lowerOperator(node: Syntax, lower: Lower): Operator {
  return orRefused(node, () => {
    const own = OPERATORS[node.kind];
    if (!own) throw unsupported(`the operator ${describe(node)}`, node);
    return own(node, lower);
  });
}

function lowerSummarize(node: Syntax, lower: Lower): Operator {
  const by = node.parts["ByClause"];
  return {
    kind: "summarize",
    aggregates: listItems(node, "Aggregates").map((item) => lowerNamed(item, lower)),
    by: by ? listItems(by, "Expressions").map((item) => lowerNamed(item, lower)) : [],
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

function lowerOrdering(node: Syntax, lower: Lower): Ordering {
  if (node.kind !== "OrderedExpression")
    return { value: lower(node), descending: true, nullsFirst: false };
  const clause = part(node, "Ordering");
  const descending = clause.parts["AscOrDescKeyword"]?.text !== "asc";
  const nulls = clause.parts["NullsClause"];
  const nullsFirst = nulls
    ? Object.values(nulls.parts).some((child) => child?.text === "first")
    : !descending;
  return { value: lower(part(node, "Expression")), descending, nullsFirst };
}
