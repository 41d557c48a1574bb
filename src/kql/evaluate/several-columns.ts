import { unsupported } from "../errors.ts";
import type { Expression } from "../nodes.ts";

const SORTS = new Set(["array_sort_asc", "array_sort_desc"]);

/**
 * Kusto makes a column of each array that `array_sort_asc(a, b)` sorts, and names them after the
 * arguments. @throws KqlError (`unsupported`) for such a call as one column
 */
export function refuseSeveralColumns(node: Expression): void {
  if (node.kind !== "call" || !SORTS.has(node.name)) return;
  const last = node.args.at(-1)?.value;
  const arrays = node.args.length - (last?.kind === "literal" && last.type === "bool" ? 1 : 0);
  if (arrays > 1)
    throw unsupported(`${node.name}() of several arrays without a name for each result`, node);
}
