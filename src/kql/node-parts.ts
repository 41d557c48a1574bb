import type { Expression, Operator, Pipe } from "./nodes.ts";

/** The direct subexpressions of a node; literals and what is refused have none. */
export function listParts(node: Expression | Operator): Expression[] {
  const found: Expression[] = [];
  if (node.kind !== "literal" && node.kind !== "refused") addParts(node, found);
  return found;
}

function addParts(parts: object, found: Expression[]): void {
  for (const part of Object.values(parts) as unknown[]) {
    if (typeof part !== "object" || part === null) continue;
    if ("kind" in part) found.push(part as Expression);
    else addParts(part, found);
  }
}

/** The source of a pipeline, undefined if an operator begins it, and its operators in order. */
export function unchain(pipe: Pipe): { source: Expression | undefined; operators: Operator[] } {
  const operators = [pipe.operator];
  let source = pipe.source;
  for (; source?.kind === "pipe"; source = source.source) operators.push(source.operator);
  return { source, operators: operators.reverse() };
}

/** The names of columns and values that an expression reads. */
export function namesIn(node: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.kind === "name") names.add(next.name);
    else waiting.push(...listParts(next).reverse());
  }
  return names;
}
