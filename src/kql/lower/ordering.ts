import { part, type Syntax } from "../language/syntax.ts";
import type { Ordering } from "../nodes.ts";
import type { Lower } from "./named.ts";

/** `x`, `x asc` or `x desc nulls first`; the default is descending, with nulls last. */
export function lowerOrdering(node: Syntax, lower: Lower): Ordering {
  const { value, ...order } = readOrdering(node);
  return { value: lower(value), ...order };
}

/** The order and the node that it orders by. */
export function readOrdering(node: Syntax): Omit<Ordering, "value"> & { value: Syntax } {
  if (node.kind !== "OrderedExpression")
    return { value: node, descending: true, nullsFirst: false };
  const clause = part(node, "Ordering");
  const descending = clause.parts["AscOrDescKeyword"]?.text !== "asc";
  const nulls = clause.parts["NullsClause"];
  const nullsFirst = nulls
    ? Object.values(nulls.parts).some((child) => child?.text === "first")
    : !descending;
  return { value: part(node, "Expression"), descending, nullsFirst };
}
