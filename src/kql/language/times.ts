import type { Syntax } from "./syntax.ts";

const TIME = /(?<!\w)datetime\(\d{4}-\d\d-\d\d[\dT:.Z-]*\)/g;

/**
 * The same query with each datetime literal replaced by one of the same length. Neither its tree
 * nor the binder's result depends on the times, so a hunt that runs one query for many windows is
 * parsed and bound once.
 */
export function withoutTimes(text: string): string {
  return text.replace(
    TIME,
    (literal) => `datetime(${"2000-01-01".padEnd(literal.length - 10, " ")})`,
  );
}

/** The tree of a text, made of the tree that its `withoutTimes` has. */
export function withTimes(tree: Syntax, text: string): Syntax {
  const places = [...text.matchAll(TIME)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  const fill = (node: Syntax): Syntax => {
    if (!places.some(({ start, end }) => start < node.end && end > node.start)) return node;
    if (node.text !== "") return { ...node, text: text.slice(node.start, node.end) };
    const parts = Object.entries(node.parts).map(([name, part]) => [name, part && fill(part)]);
    return { ...node, parts: Object.fromEntries(parts), items: node.items.map(fill) };
  };
  return fill(tree);
}
