import type { Span } from "../errors.ts";
import { type KustoNode, languageService } from "./service.ts";

/**
 * A node of Microsoft's syntax tree as a plain value: `parts` are its children by the parser's
 * names, `items` the elements of a list, `text` the text of a token.
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
      items: listChildren(node).map((child) => toSyntax(unwrapElement(child))),
    };
  const parts: Record<string, Syntax> = {};
  for (let index = 0; index < node.ChildCount; index++) {
    const child = node.GetChild(index);
    if (child) parts[node.GetName(index)] = toSyntax(child);
  }
  return { ...span, text: "", parts, items: [] };
}

function listChildren(node: KustoNode): KustoNode[] {
  const children: KustoNode[] = [];
  for (let index = 0; index < node.ChildCount; index++) {
    const child = node.GetChild(index);
    if (child) children.push(child);
  }
  return children;
}

/** A list wraps each element together with its separator. */
function unwrapElement(node: KustoNode): KustoNode {
  return kindName(node.Kind) === "SeparatedElement" ? (node.GetChild(0) ?? node) : node;
}

/** A child that the grammar guarantees. @throws Error if it is missing */
export function part(node: Syntax, name: string): Syntax {
  const found = node.parts[name];
  if (!found)
    throw new Error(`${node.kind} has no part ${name}: ${Object.keys(node.parts).join(", ")}`);
  return found;
}

export function listItems(node: Syntax, name: string): readonly Syntax[] {
  return node.parts[name]?.items ?? [];
}

/** The text of a node's first token, such as a name; `['a b']` loses its brackets and quotes. */
export function nameText(node: Syntax): string {
  if (node.text) return node.text.replace(/^\[?(["'])(.*)\1\]?$/s, "$2");
  if (node.kind === "BracketedName") return nameText(part(node, "Name"));
  for (const child of [...Object.values(node.parts), ...node.items]) {
    if (child && child.kind !== "OpenBracketToken") return nameText(child);
  }
  return "";
}
