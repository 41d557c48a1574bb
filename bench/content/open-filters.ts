import { parse } from "../../src/kql/language/parse.ts";
import type { Syntax } from "../../src/kql/language/syntax.ts";

/**
 * The query with every condition of a `where` replaced by `true`, so that each operator gets rows.
 * @throws KqlError if the text cannot be parsed
 */
export function openFilters(text: string): string {
  let opened = text;
  for (const { start, end } of conditionsIn(parse(text)).reverse())
    opened = `${opened.slice(0, start)}true${opened.slice(end)}`;
  return opened;
}

/** The outermost conditions, in the order of the text. */
function conditionsIn(node: Syntax): Syntax[] {
  const own = node.kind === "FilterOperator" ? node.parts["Condition"] : undefined;
  const children = [...Object.values(node.parts), ...node.items];
  return own ? [own] : children.flatMap((child) => (child ? conditionsIn(child) : []));
}
