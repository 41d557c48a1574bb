import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Expression, NamedExpression } from "../nodes.ts";

/**
 * Lowers Microsoft's syntax of an expression to our own node. Passed to what lowers the parts of
 * one, so that no two of them import each other.
 */
export type Lower = (node: Syntax) => Expression;

/** `x`, `a = x` or `(a, b) = x`. */
export function lowerNamed(node: Syntax, lower: Lower): NamedExpression {
  const span = { start: node.start, end: node.end };
  if (node.kind === "SimpleNamedExpression") {
    return {
      names: [nameText(part(node, "Name"))],
      value: lower(part(node, "Expression")),
      ...span,
    };
  }
  if (node.kind === "CompoundNamedExpression") {
    return {
      names: listItems(part(node, "Names"), "Names").map(nameText),
      value: lower(part(node, "Expression")),
      ...span,
    };
  }
  return { names: [], value: lower(node), ...span };
}
