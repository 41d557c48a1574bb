/** Where a value of a JSON text stands, and the values in it. */
export interface JsonNode {
  readonly start: number;
  end: number;
  readonly items: Map<string | number, JsonNode>;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/gs;

/** Finds the places of all values in a text that is valid JSON. */
export function locateJson(text: string): JsonNode {
  const root: JsonNode = { start: 0, end: text.length, items: new Map() };
  const open: Open[] = [{ node: root, isList: true, name: undefined, isNamed: false }];
  for (const match of text.matchAll(TOKEN)) readToken(match[0], match.index, open);
  return root.items.get(0) ?? root;
}

interface Open {
  readonly node: JsonNode;
  readonly isList: boolean;
  /** The name of the field whose value comes next. */
  name: string | undefined;
  isNamed: boolean;
}

function readToken(token: string, start: number, open: Open[]): void {
  const top = open.at(-1);
  if (!top) return;
  const end = start + token.length;
  if (token === "," || token === ":") top.isNamed = token === ":";
  else if (token === "}" || token === "]") {
    top.node.end = end;
    if (open.length > 1) open.pop();
  } else if (!top.isList && !top.isNamed) top.name = String(JSON.parse(token));
  else {
    const node: JsonNode = { start, end, items: new Map() };
    top.node.items.set(top.isList ? top.node.items.size : (top.name ?? ""), node);
    if (token === "{" || token === "[")
      open.push({ node, isList: token === "[", name: undefined, isNamed: false });
  }
}

/** Whether lists and maps nest deeper than `levels`. */
export function nestsDeeper(root: JsonNode, levels: number): boolean {
  let level: readonly JsonNode[] = [root];
  for (let depth = 0; depth <= levels && level.length > 0; depth++)
    level = level.flatMap(({ items }) => [...items.values()]);
  return level.length > 0;
}

/** The value at a path; if it is missing, its nearest parent. */
export function nodeAt(root: JsonNode, path: readonly PropertyKey[]): JsonNode {
  let node = root;
  for (const step of path) {
    const next = node.items.get(step as string | number);
    if (!next) return node;
    node = next;
  }
  return node;
}

/**
 * JSON with comments and commas before a closing bracket, as people write templates: both are
 * replaced by blanks, so that offsets stay valid.
 */
export function withoutComments(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, " ");
  return text
    .replace(/"(?:[^"\\]|\\.)*(?:"|$)|\/\/[^\n]*|\/\*.*?(?:\*\/|$)/gs, (part) =>
      part.startsWith('"') ? part : blank(part),
    )
    .replace(/"(?:[^"\\]|\\.)*(?:"|$)|,(?=\s*[}\]])/gs, (part) => (part === "," ? " " : part));
}
