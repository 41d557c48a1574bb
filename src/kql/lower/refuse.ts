import { KqlError } from "../errors.ts";
import { nameText, part, type Syntax } from "../language/syntax.ts";
import type { Refused } from "../nodes.ts";

/**
 * What `lower` returns, or a node in its place if the engine does not execute it: all that a query
 * is refused for can then be named at once. Any other error is one of the query itself.
 */
export function orRefused<T>(node: Syntax, lower: () => T): T | Refused {
  try {
    return lower();
  } catch (error) {
    if (!(error instanceof KqlError && error.problem === "unsupported")) throw error;
    return { kind: "refused", error, name: nameOf(node), start: node.start, end: node.end };
  }
}

/** `reduce`, `evaluate autocluster`, ...; the kind of node if it begins with no keyword. */
function nameOf(node: Syntax): string {
  const keyword = Object.values(node.parts).find((child) => child?.text)?.text ?? node.kind;
  const call = node.kind === "EvaluateOperator" ? node.parts["FunctionCall"] : undefined;
  return call ? `${keyword} ${nameText(part(call, "Name"))}` : keyword;
}
