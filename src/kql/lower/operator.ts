import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Operator, ReorderedColumns } from "../nodes.ts";
import { lowerJoin, lowerLookup, lowerUnion } from "./combine.ts";
import { describe } from "./describe.ts";
import { lowerEvaluate } from "./evaluate.ts";
import { lowerMvApply, lowerMvExpand } from "./expand.ts";
import { lowerFind } from "./find.ts";
import { lowerMakeSeries } from "./make-series.ts";
import { type Lower, lowerNamed } from "./named.ts";
import { lowerOrdering } from "./ordering.ts";
import { lowerParse } from "./parse.ts";
import { lowerParseKv } from "./parse-kv.ts";
import { lowerInvoke, lowerPartition } from "./partition.ts";
import { orRefused } from "./refuse.ts";
import { lowerScan } from "./scan.ts";
import { lowerSearch } from "./search.ts";
import {
  lowerSampleDistinct,
  lowerTake,
  lowerTop,
  lowerTopHitters,
  lowerTopNested,
} from "./top.ts";

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
  TopOperator: lowerTop,
  TakeOperator: lowerTake,
  SampleOperator: lowerTake,
  SampleDistinctOperator: lowerSampleDistinct,
  TopHittersOperator: lowerTopHitters,
  TopNestedOperator: lowerTopNested,
  MakeSeriesOperator: lowerMakeSeries,
  SearchOperator: lowerSearch,
  FindOperator: lowerFind,
  PartitionOperator: lowerPartition,
  InvokeOperator: lowerInvoke,
  ProjectByNamesOperator: (node, lower) => ({
    kind: "project-by-names",
    names: listItems(node, "Expressions").map(lower),
    ...span(node),
  }),
  RenderOperator: (node) => ({ kind: "render", ...span(node) }),
  ConsumeOperator: (node) => ({ kind: "consume", ...span(node) }),
  CountOperator: (node) => ({ kind: "count", ...span(node) }),
  SerializeOperator: (node, lower) => ({
    kind: "serialize",
    columns: lowerNamedList(node, lower),
    ...span(node),
  }),
  AsOperator: (node) => ({ kind: "as", name: nameText(part(node, "Name")), ...span(node) }),
  GetSchemaOperator: lowerGetSchema,
  UnionOperator: lowerUnion,
  JoinOperator: lowerJoin,
  LookupOperator: lowerLookup,
  MvExpandOperator: lowerMvExpand,
  MvApplyOperator: lowerMvApply,
  EvaluateOperator: lowerEvaluate,
  ParseOperator: lowerParse,
  ParseWhereOperator: lowerParse,
  ParseKvOperator: lowerParseKv,
  ScanOperator: lowerScan,
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

function lowerGetSchema(node: Syntax): Operator {
  if (node.parts["KindParameter"]) throw unsupported("the parameter kind of 'getschema'", node);
  return { kind: "getschema", ...span(node) };
}

function lowerRename(node: Syntax): { from: string; to: string } {
  return { to: nameText(part(node, "Name")), from: nameText(part(node, "Expression")) };
}

function lowerReorder(node: Syntax): ReorderedColumns {
  if (node.kind !== "OrderedExpression") return { pattern: nameText(node), order: undefined };
  const word = nameText(part(node, "Ordering"));
  return {
    pattern: nameText(part(node, "Expression")),
    order: { descending: word.includes("desc"), byNumber: word.startsWith("granny") },
  };
}
