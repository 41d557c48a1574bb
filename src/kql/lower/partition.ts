import { unsupported } from "../errors.ts";
import { nameText, part, type Syntax } from "../language/syntax.ts";
import type { OperatorOf } from "../nodes.ts";
import type { Lower } from "./named.ts";
import { readParameters } from "./parameters.ts";
import { lowerSubquery } from "./subquery.ts";

export function lowerPartition(node: Syntax, lower: Lower): OperatorOf<"partition"> {
  readParameters(node, []);
  const by = part(node, "ByExpression");
  if (by.kind !== "NameReference") throw unsupported("'partition by' an expression", by);
  const operand = part(node, "Operand");
  const subquery =
    operand.kind === "PartitionSubquery"
      ? lowerSubquery(part(operand, "Subquery"), lower)
      : lower(part(operand, "Query"));
  return { kind: "partition", by: nameText(by), subquery, start: node.start, end: node.end };
}

/** `T | invoke f(x)` is `f(T, x)`. */
export function lowerInvoke(node: Syntax, lower: Lower): OperatorOf<"invoke"> {
  const call = lower(part(node, "Function"));
  if (call.kind !== "call") throw unsupported("'invoke' without a function", node);
  const { start } = call;
  const input = { name: undefined, value: { kind: "input", start, end: start } } as const;
  return {
    kind: "invoke",
    call: { ...call, args: [input, ...call.args] },
    start: node.start,
    end: node.end,
  };
}
