import type { Span } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Place } from "./place.ts";

/** A call of now() or ago(), with the place of its argument. */
export interface ClockCall extends Place {
  readonly name: "now" | "ago";
  readonly argument: Span | undefined;
}

/** A node as a call of a clock; undefined for any other node. */
export function clockCall(node: Syntax): ClockCall | undefined {
  if (node.kind !== "FunctionCallExpression") return undefined;
  const name = nameText(node);
  if (name !== "now" && name !== "ago") return undefined;
  const argument = listItems(part(node, "ArgumentList"), "Expressions")[0];
  return {
    name,
    start: node.start,
    end: node.end,
    argument: argument && { start: argument.start, end: argument.end },
  };
}
