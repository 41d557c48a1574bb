import type { Span } from "../errors.ts";
import { type KustoNode, languageService } from "./service.ts";

/**
 * A node of Microsoft's syntax tree as a plain value. `parts` are its named children (names are the
 * parser's own), `items` the elements of a list, `text` the text of a token.
 */
export interface Syntax extends Span {
  readonly kind: string;
  readonly text: string;
  readonly parts: Readonly<Record<string, Syntax | undefined>>;
  readonly items: readonly Syntax[];
}

let kindNames: Map<number, string> | undefined;

function kindName(kind: number): string {
  if (!kindNames) {
    const entries = Object.entries(languageService().Syntax.SyntaxKind).filter(
      ([, value]) => typeof value === "number",
    );
    kindNames = new Map(entries.map(([name, value]) => [value, name]));
  }
  return kindNames.get(kind) ?? `Kind${kind}`;
}

export function toSyntax(node: KustoNode): Syntax {
  const kind = kindName(node.Kind);
  const span = { kind, start: node.TextStart, end: node.End };
  if (node.IsToken) return { ...span, text: node.Text, parts: {}, items: [] };
  if (kind === "List")
    return {
      ...span,
      text: "",
      parts: {},
      items: childrenOf(node).map((child) => toSyntax(elementOf(child))),
    };
  const parts: Record<string, Syntax> = {};
  for (let index = 0; index < node.ChildCount; index++) {
    const child = node.GetChild(index);
    if (child) parts[node.GetName(index)] = toSyntax(child);
  }
  return { ...span, text: "", parts, items: [] };
}

function childrenOf(node: KustoNode): KustoNode[] {
  const children: KustoNode[] = [];
  for (let index = 0; index < node.ChildCount; index++) {
    const child = node.GetChild(index);
    if (child) children.push(child);
  }
  return children;
}

/** Lists wrap each element together with its comma. */
function elementOf(node: KustoNode): KustoNode {
  return kindName(node.Kind) === "SeparatedElement" ? (node.GetChild(0) ?? node) : node;
}

/** The named child, which the grammar says is there. */
export function part(node: Syntax, name: string): Syntax {
  const found = node.parts[name];
  if (!found)
    throw new Error(`${node.kind} has no part ${name}: ${Object.keys(node.parts).join(", ")}`);
  return found;
}

export function itemsOf(node: Syntax, name: string): readonly Syntax[] {
  return node.parts[name]?.items ?? [];
}

/**
 * The first token text below a node: a name, an operator word. Brackets and quotes of `['a b']` are
 * taken off.
 */
export function nameText(node: Syntax): string {
  if (node.text) return node.text.replace(/^\[?(["'])(.*)\1\]?$/s, "$2");
  if (node.kind === "BracketedName") return nameText(part(node, "Name"));
  for (const child of [...Object.values(node.parts), ...node.items]) {
    if (child && child.kind !== "OpenBracketToken") return nameText(child);
  }
  return "";
}
