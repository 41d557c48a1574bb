import { listItems, part, type Syntax } from "../language/syntax.ts";
import type { NestedLevel, OperatorOf } from "../nodes.ts";
import { type Lower, lowerNamed } from "./named.ts";
import { lowerOrdering, readOrdering } from "./ordering.ts";

const span = ({ start, end }: Syntax) => ({ start, end });

export function lowerTop(node: Syntax, lower: Lower): OperatorOf<"top"> {
  return {
    kind: "top",
    count: lower(part(node, "Expression")),
    by: [lowerOrdering(part(node, "ByExpression"), lower)],
    ...span(node),
  };
}

/** `take` and `sample`: any rows are a legal answer, and the first ones are one. */
export function lowerTake(node: Syntax, lower: Lower): OperatorOf<"take"> {
  return { kind: "take", count: lower(part(node, "Expression")), ...span(node) };
}

export function lowerSampleDistinct(node: Syntax, lower: Lower): OperatorOf<"sample-distinct"> {
  return {
    kind: "sample-distinct",
    count: lower(part(node, "Expression")),
    of: lowerNamed(part(node, "OfExpression"), lower),
    ...span(node),
  };
}

export function lowerTopHitters(node: Syntax, lower: Lower): OperatorOf<"top-hitters"> {
  const by = node.parts["ByClause"];
  return {
    kind: "top-hitters",
    count: lower(part(node, "Expression")),
    of: lowerNamed(part(node, "OfExpression"), lower),
    by: by && lowerNamed(part(by, "Expression"), lower),
    ...span(node),
  };
}

export function lowerTopNested(node: Syntax, lower: Lower): OperatorOf<"top-nested"> {
  return {
    kind: "top-nested",
    levels: listItems(node, "Clauses").map((clause) => lowerLevel(clause, lower)),
    ...span(node),
  };
}

function lowerLevel(node: Syntax, lower: Lower): NestedLevel {
  const count = node.parts["Expression"];
  const others = node.parts["WithOthersClause"];
  const { value, descending, nullsFirst } = readOrdering(part(node, "ByExpression"));
  return {
    count: count && lower(count),
    of: lowerNamed(part(node, "OfExpression"), lower),
    others: others && lower(part(others, "Expression")),
    by: lowerNamed(value, lower),
    descending,
    nullsFirst,
  };
}
