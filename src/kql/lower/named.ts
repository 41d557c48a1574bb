import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Argument, Expression, NamedExpression } from "../nodes.ts";

/**
 * Lowers Microsoft's syntax of an expression to our own node. Passed to what lowers the parts of
 * one, so that no two of them import each other.
 */
export type Lower = (node: Syntax) => Expression;

/** An argument of a call, `value` or `name = value`. */
export function lowerArgument(node: Syntax, lower: Lower): Argument {
  if (node.kind !== "SimpleNamedExpression") return { name: undefined, value: lower(node) };
  return { name: nameText(part(node, "Name")), value: lower(part(node, "Expression")) };
}

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
