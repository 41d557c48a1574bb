import type { Span } from "../errors.ts";
import type { Binary, Call, Expression, InList, Operator } from "../nodes.ts";
import { followMainPath } from "./main-path.ts";
import type { Names, Result } from "./names.ts";
import type { Step } from "./times.ts";

/** Which rows a part of a query drops, as far as it compares columns with constants. */
export type Dropped =
  | { readonly all: readonly Dropped[] }
  | { readonly any: readonly Dropped[] }
  | { readonly not: Dropped }
  | {
      readonly column: string;
      /** An operator of KQL that is not negated, such as `contains` or `==`. */
      readonly op: string;
      readonly values: readonly string[];
    }
  /** A comparison with something else; its text in the query says with what. */
  | { readonly unknown: Span };

/** A part of a query that drops rows which the query would return without it. */
export interface Exclusion extends Span {
  readonly dropped: Dropped;
  /** What the query says in its place if it drops nothing. */
  readonly without: "true" | "where true";
}

/** The functions that only write a text in another form. */
const SAME_TEXT = ["tolower", "toupper", "tostring", "trim", "trim_end", "trim_start"];

const ANTI_JOINS = ["leftanti", "leftantisemi", "anti"];

/**
 * What a query drops on the way of its rows to the result: conjuncts of filters that are negated, and
 * anti-joins, each once, in the order of the text.
 */
export function findExclusions({ value, names }: Result, step: Step): Exclusion[] {
  const found = new Map<string, Exclusion>();
  const note = (one: Exclusion) => found.set(`${one.start} ${one.end}`, one);
  followMainPath(
    value,
    names,
    {
      operator: (operator, _, scope) => {
        for (const one of exclusionsIn(operator, scope)) note(one);
      },
      aside: () => undefined,
      source: () => undefined,
    },
    step,
  );
  return [...found.values()].sort((a, b) => a.start - b.start);
}

function exclusionsIn(operator: Operator, scope: Names): Exclusion[] {
  if (operator.kind === "where")
    return conjuncts(operator.condition).flatMap((part) => {
      const dropped = droppedBy(part, scope);
      return dropped
        ? [{ start: part.start, end: part.end, dropped, without: "true" as const }]
        : [];
    });
  if (operator.kind === "join" && ANTI_JOINS.includes(operator.join)) {
    const { start, end } = operator;
    return [{ start, end, dropped: { unknown: { start, end } }, without: "where true" }];
  }
  return [];
}

function conjuncts(condition: Expression): Expression[] {
  return condition.kind === "binary" && condition.op === "and"
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

/** What a conjunct drops; undefined if it is not negated, or only drops rows without a value. */
function droppedBy(part: Expression, scope: Names): Dropped | undefined {
  if (part.kind === "binary" && part.op === "or") {
    const sides = [droppedBy(part.left, scope), droppedBy(part.right, scope)];
    return sides.every((side) => side !== undefined) ? { all: sides } : undefined;
  }
  if (part.kind === "call" && part.name === "not" && part.args[0])
    return describe(part.args[0].value, scope);
  const positive = positiveOf(part);
  const dropped = positive && describe(positive, scope);
  return dropped && "values" in dropped && dropped.values.every((text) => text === "")
    ? undefined
    : dropped;
}

/** The comparison whose negation a comparison is. */
function positiveOf(part: Expression): Binary | InList | undefined {
  if (part.kind === "binary") {
    const op = part.op === "!=" ? "==" : part.op === "!~" ? "=~" : negatedOp(part.op);
    return op === undefined ? undefined : { ...part, op };
  }
  if (part.kind !== "in") return undefined;
  const op = negatedOp(part.op);
  return op === undefined ? undefined : { ...part, op };
}

function negatedOp(op: string): string | undefined {
  return op.startsWith("!") ? op.slice(1) : undefined;
}

function describe(node: Expression, scope: Names): Dropped {
  if (node.kind === "binary" && (node.op === "and" || node.op === "or")) {
    const sides = [describe(node.left, scope), describe(node.right, scope)];
    return node.op === "and" ? { all: sides } : { any: sides };
  }
  if (node.kind === "call") return describeCall(node, scope);
  const positive = positiveOf(node);
  if (positive) return { not: describe(positive, scope) };
  const unknown = { unknown: { start: node.start, end: node.end } };
  if (node.kind !== "binary" && node.kind !== "in") return unknown;
  const column = columnOf(node.left, scope);
  const values = node.kind === "in" ? constants(node.list, scope) : constants([node.right], scope);
  return column !== undefined && values ? { column, op: node.op, values } : unknown;
}

function describeCall({ name, args, start, end }: Call, scope: Names): Dropped {
  const [first] = args;
  if (name === "not" && first) return { not: describe(first.value, scope) };
  const column = first && columnOf(first.value, scope);
  if (name === "isempty" && column !== undefined) return { column, op: "==", values: [""] };
  return { unknown: { start, end } };
}

/** The column that an expression is, in any letter case and without what surrounds its text. */
function columnOf(node: Expression, scope: Names): string | undefined {
  if (node.kind === "name") return scope(node.name) ? undefined : node.name;
  const inner =
    node.kind === "call" && SAME_TEXT.includes(node.name) ? node.args.at(-1) : undefined;
  return inner && columnOf(inner.value, scope);
}

/** The constants that expressions are, through names and lists; undefined if one is something else. */
function constants(nodes: readonly Expression[], scope: Names): string[] | undefined {
  const all = nodes.map((node) => constantsOf(node, scope));
  return all.every((one) => one !== undefined) ? all.flat() : undefined;
}

function constantsOf(node: Expression, scope: Names): string[] | undefined {
  if (node.kind === "literal") return literalTexts(node.value);
  if (node.kind === "list") return constants(node.items, scope);
  if (node.kind === "datatable") return constants(node.values, scope);
  if (node.kind === "call" && ["dynamic", "tolower", "materialize"].includes(node.name))
    return constants(
      node.args.map(({ value }) => value),
      scope,
    );
  const meaning = node.kind === "name" ? scope(node.name) : undefined;
  return meaning && meaning.value.kind !== "function"
    ? constantsOf(meaning.value, meaning.names)
    : undefined;
}

function literalTexts(value: unknown): string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(literalTexts);
    return texts.every((one) => one !== undefined) ? texts.flat() : undefined;
  }
  return typeof value === "object" ? undefined : [String(value)];
}
