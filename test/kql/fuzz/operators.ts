import type { ScalarType } from "../../../src/kql/values/types.ts";
import { type Matter, makeCall, makeExpression, makeLiteral, quoteName } from "./expression.ts";
import { type CallRule, TYPES } from "./vocabulary.ts";

export interface Stage extends Matter {
  readonly aggregates: readonly CallRule[];
  /** Makes a name that no column has. */
  readonly freshName: () => string;
}

type Make = (stage: Stage) => string;

/** An operator after a `|`, over the columns that the rows have at this place. */
export function makeOperator(stage: Stage): string {
  return stage.random.pick(MAKERS)(stage);
}

const DEPTH = 3;

function any(stage: Stage): string {
  return makeExpression(stage, stage.random.pick(TYPES), DEPTH);
}

function column(stage: Stage, type?: ScalarType): string {
  const typed = stage.columns.filter((one) => one.type === type);
  return quoteName(stage.random.pick(typed.length > 0 ? typed : stage.columns).name);
}

function several(stage: Stage, most: number, make: () => string): string {
  return [...new Set(Array.from({ length: stage.random.int(1, most) }, make))].join(", ");
}

function assigned(stage: Stage): string {
  return several(stage, 3, () => `${stage.freshName()} = ${any(stage)}`);
}

function aggregate(stage: Stage): string {
  const call = makeCall(stage, stage.random.pick(stage.aggregates), 2);
  return stage.random.chance(0.3) ? `${stage.freshName()} = ${call}` : call;
}

const summarize: Make = (stage) => {
  const key = stage.random.pick([
    column(stage),
    `bin(${column(stage, "datetime")}, 1h)`,
    `${stage.freshName()} = ${any(stage)}`,
  ]);
  const aggregates = several(stage, 3, () => aggregate(stage));
  return stage.random.pick([
    `summarize ${aggregates} by ${key}`,
    `summarize ${aggregates}`,
    `summarize by ${key}`,
  ]);
};

const JOINS = [
  ...["inner", "innerunique", "leftouter", "rightouter", "fullouter"],
  ...["leftanti", "rightanti", "leftsemi", "rightsemi"],
];

/** `U` has the columns of `T` with other rows; a key may have any type. */
const join: Make = (stage) => {
  const kind = stage.random.pick(JOINS);
  const key = stage.random.pick(["i", "l", "s", "l, s", "$left.l == $right.l", "d", "b"]);
  return `join kind=${kind} (U | take 3) on ${key}`;
};

const lookup: Make = (stage) =>
  `lookup kind=${stage.random.pick(["inner", "leftouter"])} (U | project l, x = s) on l`;

const union: Make = (stage) =>
  `union ${stage.random.pick(["", "isfuzzy=true ", "withsource=w ", "kind=inner "])}` +
  stage.random.pick(["U", "(U | project l, s)", "(T | extend l = tostring(l))", "U, T"]);

const mvExpand: Make = (stage) => {
  const to = stage.random.pick(["", " to typeof(long)", " to typeof(string)"]);
  const limit = stage.random.pick(["", " limit 2"]);
  const parameter = stage.random.pick(["", "", "kind=array ", "with_itemindex=n "]);
  return `mv-expand ${parameter}${column(stage, "dynamic")}${to}${limit}`;
};

const mvApply: Make = (stage) =>
  `mv-apply ${stage.freshName()} = ${column(stage, "dynamic")} on (` +
  `${stage.random.pick(["take 1", "summarize n = count()", "extend z = 1", "where true"])})`;

const parse: Make = (stage) => {
  const operator = stage.random.pick(["parse", "parse-where"]);
  const kind = stage.random.pick(["", "kind=regex ", "kind=relaxed "]);
  const [a, b] = [stage.freshName(), stage.freshName()];
  return `${operator} ${kind}${column(stage, "string")} with ${a} "=" ${b}:long *`;
};

const parseKv: Make = (stage) =>
  `parse-kv ${column(stage, "string")} as (x: long, y: string) ` +
  'with (pair_delimiter=";", kv_delimiter="=")';

const makeSeries: Make = (stage) =>
  `make-series n = count() default=0 on ${column(stage, "datetime")} ` +
  `from datetime(2026-01-01) to datetime(2026-01-04) step 1d by ${column(stage, "string")}`;

const PLUGINS = [
  (stage: Stage) => `bag_unpack(${column(stage, "dynamic")})`,
  (stage: Stage) => `pivot(${column(stage, "string")}, count())`,
  () => "narrow()",
];

const MAKERS: readonly Make[] = [
  ...[1, 2].map((): Make => (stage) => `where ${makeExpression(stage, "bool", DEPTH)}`),
  ...[1, 2, 3, 4].map((): Make => (stage) => `extend ${assigned(stage)}`),
  ...[1, 2, 3].map(() => summarize),
  (stage) => `project ${several(stage, 4, () => column(stage))}, ${assigned(stage)}`,
  (stage) => `project-away ${several(stage, 2, () => column(stage))}`,
  (stage) => `project-keep ${several(stage, 4, () => column(stage))}, s*`,
  (stage) => `project-rename ${stage.freshName()} = ${column(stage)}`,
  (stage) => `project-reorder ${several(stage, 2, () => column(stage))}, * asc`,
  (stage) => `distinct ${stage.random.chance(0.3) ? "*" : several(stage, 2, () => column(stage))}`,
  (stage) =>
    `sort by ${several(stage, 2, () => `${column(stage)} ${stage.random.pick(["asc", "desc", "asc nulls last"])}`)}`,
  (stage) => `top ${stage.random.int(0, 4)} by ${column(stage)}`,
  (stage) => `take ${stage.random.int(0, 5)}`,
  () => "count",
  () => "getschema",
  (stage) => `serialize ${stage.freshName()} = row_number()`,
  (stage) => `as ${stage.freshName()}`,
  (stage) => `evaluate ${stage.random.pick(PLUGINS)(stage)}`,
  (stage) => `search ${makeLiteral(stage.random, "string")}`,
  (stage) => `sample ${stage.random.int(1, 3)}`,
  (stage) => `sample-distinct 2 of ${column(stage)}`,
  (stage) => `top-hitters 2 of ${column(stage)}`,
  (stage) => `top-nested 2 of ${column(stage)} by count()`,
  (stage) => `partition by ${column(stage, "string")} (take 1)`,
  (stage) =>
    `scan declare (m: long = 0) with (step one: true => m = ${makeExpression(stage, "long", 1)};)`,
  () => "render table",
  () => "consume",
  ...[join, join, lookup, union, mvExpand, mvExpand, mvApply, parse, parseKv, makeSeries],
];
