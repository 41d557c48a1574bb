import { part, type Syntax } from "../language/syntax.ts";
import type { Expression } from "../nodes.ts";
import type { Lower } from "./named.ts";

/** A pipeline in parentheses that an operator applies to rows of its own, such as `count | take 1`. */
export function lowerSubquery(node: Syntax, lower: Lower): Expression {
  const body = node.parts["OpenParen"] ? part(node, "Expression") : node;
  return withInput(lower(body));
}

/** The pipeline with the rows it is applied to at its beginning. */
function withInput(node: Expression): Expression {
  if (node.kind !== "pipe") return node;
  const { start } = node;
  const source: Expression = node.source
    ? withInput(node.source)
    : { kind: "input", start, end: start };
  return { ...node, source };
}
