import { oneLine } from "../../hunt/base/escape.ts";
import type { Condition, TextCondition } from "../../hunt/conditions/condition.ts";
import { readableQuery } from "../../hunt/findings/query.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { type Dropped, type Exclusion, queryExclusions } from "../../kql/index.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";

/** A part of a rule's query that drops rows, as an ignore entry would hide them. */
export interface QueryExclusion {
  /** What it drops, as far as it can be read; its id and origin say where it stands. */
  readonly entry: IgnoreEntry;
  readonly loaded: LoadedRule;
  /** The rule without it. */
  readonly without: Rule;
  /** Why it cannot be attacked: what it compares with is not in the query. */
  readonly unread?: string | undefined;
}

/** What a rule's query drops, in the order of its text. */
export function listExclusions(loaded: LoadedRule): readonly QueryExclusion[] {
  const { rule, queryPlace } = loaded;
  return queryExclusions(readableQuery(rule.query)).map((exclusion) => {
    const text = rule.query.slice(exclusion.start, exclusion.end);
    const origin = queryPlace(exclusion.start);
    const when = conditionFor(exclusion.dropped);
    const entry: IgnoreEntry = {
      id: `${rule.slug}: ${oneLine(text, 60)}`,
      title: oneLine(text, 200),
      reason: "",
      origin,
      owner: "",
      rules: [rule.slug],
      workspaces: "all",
      active: true,
      when: when ?? { any: [] },
    };
    const unread = when ? {} : { unread: "what it compares with is not in the query" };
    return { entry, loaded, without: cutOut(rule, exclusion), ...unread };
  });
}

/** The rule without a part of its query; every other part keeps its place. */
function cutOut(rule: Rule, { start, end, without }: Exclusion): Rule {
  const isKept = ({ from }: { readonly from: number }) => from < start || from >= end;
  const query = rule.query.slice(0, start) + without.padEnd(end - start) + rule.query.slice(end);
  return {
    ...rule,
    query,
    clockAt: rule.clockAt.filter(isKept),
    parserAt: rule.parserAt.filter(([from]) => isKept({ from })),
  };
}

/**
 * A condition that holds wherever the part drops a row: comparisons that cannot be read are left
 * out. Undefined if nothing can be read.
 */
function conditionFor(dropped: Dropped): Condition | undefined {
  if ("all" in dropped) return joined("all", dropped.all);
  if ("any" in dropped) return joined("any", dropped.any);
  if ("not" in dropped) {
    const inner = conditionFor(dropped.not);
    return inner && { not: inner };
  }
  return "unknown" in dropped ? undefined : comparison(dropped);
}

function joined(how: "all" | "any", parts: readonly Dropped[]): Condition | undefined {
  const read = parts.flatMap((part) => conditionFor(part) ?? []);
  if (read.length === 0) return undefined;
  return how === "all" ? { all: read } : { any: read };
}

type Comparison = Extract<Dropped, { readonly column: string }>;

/** The operators of conditions that compare as those of KQL do, or hold where those hold. */
const OPERATORS: Readonly<Record<string, TextCondition["op"]>> = {
  "==": "equals",
  "=~": "equals",
  contains: "contains",
  startswith: "startsWith",
  endswith: "endsWith",
  has: "has",
  hasprefix: "contains",
  hassuffix: "contains",
  "matches regex": "regex",
};

function comparison({ column, op, values }: Comparison): Condition | undefined {
  if (op === "in" || op === "in~") return { field: column, op: "in", value: values };
  const each = (name: string): Condition[] =>
    values.flatMap((value) => comparison({ column, op: name, values: [value] }) ?? []);
  if (op === "has_any") return { any: each("has") };
  if (op === "has_all") return { all: each("has") };
  const own = OPERATORS[op.replace(/_cs$/, "")];
  const [value = ""] = values;
  return own && { field: column, op: own, value };
}
