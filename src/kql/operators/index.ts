import { KqlError } from "../errors.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Operator, OperatorOf } from "../nodes.ts";
import type { Table } from "../table.ts";
import { count } from "./count.ts";
import { distinct, sampleDistinct } from "./distinct.ts";
import { evaluate } from "./evaluate.ts";
import { extend } from "./extend.ts";
import { find } from "./find.ts";
import { getschema } from "./getschema.ts";
import { join } from "./join.ts";
import { lookup } from "./lookup.ts";
import { makeSeries } from "./make-series.ts";
import { mvApply } from "./mv-apply.ts";
import { mvExpand } from "./mv-expand.ts";
import { parse } from "./parse.ts";
import { parseKv } from "./parse-kv.ts";
import { invoke, partition } from "./partition.ts";
import { project } from "./project.ts";
import {
  projectAway,
  projectByNames,
  projectKeep,
  projectRename,
  projectReorder,
} from "./project-names.ts";
import { scan } from "./scan.ts";
import { search } from "./search.ts";
import { serialize } from "./serialize.ts";
import { sort, take, top } from "./sort.ts";
import { summarize } from "./summarize.ts";
import { topHitters } from "./top-hitters.ts";
import { topNested } from "./top-nested.ts";
import { union } from "./union.ts";
import { where } from "./where.ts";

export type Apply<Kind extends Operator["kind"]> = (
  operator: OperatorOf<Kind>,
  input: Table,
  context: Context,
) => Table;

const same = (_: Operator, input: Table) => input;

const OPERATORS: {
  readonly [Kind in Exclude<
    Operator["kind"],
    "union" | "search" | "find" | "refused"
  >]: Apply<Kind>;
} = {
  where,
  extend,
  project,
  "project-away": projectAway,
  "project-keep": projectKeep,
  "project-rename": projectRename,
  "project-reorder": projectReorder,
  "project-by-names": projectByNames,
  summarize,
  distinct,
  sort,
  top,
  take,
  "sample-distinct": sampleDistinct,
  "top-hitters": topHitters,
  "top-nested": topNested,
  "make-series": makeSeries,
  partition,
  invoke,
  count,
  serialize,
  as: same,
  render: same,
  consume: () => ({ length: 0, columns: [] }),
  getschema,
  join,
  lookup,
  "mv-expand": mvExpand,
  "mv-apply": mvApply,
  parse,
  "parse-kv": parseKv,
  scan,
  evaluate,
};

/** Applies one operator. @throws KqlError if it has no input, unless it is a `union` */
export function applyOperator(
  operator: Operator,
  input: Table | undefined,
  context: Context,
): Table {
  if (operator.kind === "refused") throw operator.error;
  if (operator.kind === "union") return union(operator, input, context);
  if (operator.kind === "search") return search(operator, input, context);
  if (operator.kind === "find") return find(operator, input, context);
  if (!input)
    throw new KqlError("semantic", `'${operator.kind}' needs a table to its left`, operator);
  const apply = OPERATORS[operator.kind] as Apply<Operator["kind"]>;
  return apply(operator as OperatorOf<Operator["kind"]>, input, context);
}
