import type { Syntax } from "./syntax.ts";

/**
 * A syntax tree as JSON of a tenth of its size, without the text that it is a tree of. `words` are
 * the kinds and part names that occur. `nodes` are the nodes, each before its children: the word of
 * its kind, its start, its length and its form (-1 for a token, 2n for a list of n items, 2n + 1
 * for n parts, each after the word of its name).
 */
export interface PackedTree {
  readonly words: readonly string[];
  readonly nodes: readonly number[];
}

const TOKEN = -1;

/** Undefined if a token's text is not what the text has at its place. */
export function packTree(tree: Syntax, text: string): PackedTree | undefined {
  const words = new Map<string, number>();
  const nodes: number[] = [];
  let faithful = true;
  const word = (name: string) => {
    const index = words.get(name) ?? words.size;
    words.set(name, index);
    return index;
  };
  const pack = ({ kind, start, end, text: own, parts, items }: Syntax): void => {
    const named = Object.entries(parts);
    nodes.push(word(kind), start, end - start);
    if (named.length > 0) {
      nodes.push(2 * named.length + 1);
      for (const [name, part] of named) {
        nodes.push(word(name));
        if (part) pack(part);
      }
    } else if (items.length > 0) {
      nodes.push(2 * items.length);
      for (const item of items) pack(item);
    } else {
      faithful &&= own === "" || own === text.slice(start, end);
      nodes.push(own === "" ? 0 : TOKEN);
    }
  };
  pack(tree);
  return faithful ? { words: [...words.keys()], nodes } : undefined;
}

/** The tree that was packed, of the text that it is a tree of. */
export function unpackTree({ words, nodes }: PackedTree, text: string): Syntax {
  let at = 0;
  const next = () => nodes[at++] ?? 0;
  const unpack = (): Syntax => {
    const kind = words[next()] ?? "";
    const start = next();
    const end = start + next();
    const form = next();
    const leaf = { kind, start, end, text: "", parts: {}, items: [] };
    if (form === TOKEN) return { ...leaf, text: text.slice(start, end) };
    const count = form >> 1;
    if (form % 2 === 0) return { ...leaf, items: Array.from({ length: count }, unpack) };
    const parts: Record<string, Syntax> = {};
    for (let index = 0; index < count; index++) {
      const name = words[next()] ?? "";
      parts[name] = unpack();
    }
    return { ...leaf, parts };
  };
  return unpack();
}
