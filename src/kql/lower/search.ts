import { unsupported } from "../errors.ts";
import { listItems, part, type Syntax } from "../language/syntax.ts";
import type { Binary, Expression, OperatorOf } from "../nodes.ts";
import { literal, lowerLiteral } from "./literal.ts";
import type { Lower } from "./named.ts";
import { readParameters } from "./parameters.ts";

export function lowerSearch(node: Syntax, lower: Lower): OperatorOf<"search"> {
  const kind = readParameters(node, ["kind"]).get("kind") ?? "default";
  if (!["default", "case_insensitive", "case_sensitive"].includes(kind))
    throw unsupported(`search kind=${kind}`, node);
  const sources = node.parts["InClause"];
  return {
    kind: "search",
    sources: sources ? listItems(sources, "Expressions").map(lower) : [],
    condition: lowerCondition(part(node, "Condition"), lower, kind === "case_sensitive"),
    start: node.start,
    end: node.end,
  };
}

/** A condition in which a string by itself is a term to find in any column. */
export function lowerCondition(node: Syntax, lower: Lower, respectsCase: boolean): Expression {
  const span = { start: node.start, end: node.end };
  const again = (name: string) => lowerCondition(part(node, name), lower, respectsCase);
  switch (node.kind) {
    case "StarExpression":
      return literal(node, "bool", true);
    case "StringLiteralExpression":
    case "CompoundStringLiteralExpression":
      return findTerm({ kind: "star", ...span }, node, respectsCase);
    case "SearchExpression":
      return findTerm(lower(part(node, "Left")), part(node, "Right"), respectsCase);
    case "ParenthesizedExpression":
      return again("Expression");
    case "AndExpression":
    case "OrExpression":
      return {
        kind: "binary",
        op: part(node, "Operator").text,
        left: again("Left"),
        right: again("Right"),
        ...span,
      };
    default:
      return respectsCase ? respectCase(lower(node)) : lower(node);
  }
}

/** How a term is found depends on the asterisks at its ends, and on those within. */
function findTerm(left: Expression, node: Syntax, respectsCase: boolean): Binary {
  const term = String(lowerLiteral(node)?.value ?? "");
  const [, before = "", inner = "", after = ""] = /^(\*?)([\s\S]*?)(\*?)$/.exec(term) ?? [];
  const span = { start: left.start, end: node.end };
  if (inner.includes("*")) {
    const middle = inner.split("*").map(escapeRegex).join(".*");
    const pattern = `${respectsCase ? "" : "(?i)"}${before ? "" : "\\b"}${middle}${after ? "" : "\\b"}`;
    return {
      kind: "binary",
      op: "matches regex",
      left,
      right: literal(node, "string", pattern),
      ...span,
    };
  }
  const op = before && after ? "contains" : before ? "hassuffix" : after ? "hasprefix" : "has";
  return {
    kind: "binary",
    op: respectsCase ? sensitive(op) : op,
    left,
    right: literal(node, "string", inner),
    ...span,
  };
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Operators that ignore case, and those that do not, but for the ones that take `_cs`. */
const SENSITIVE: Readonly<Record<string, string>> = {
  "=~": "==",
  "!~": "!=",
  "in~": "in",
  "!in~": "!in",
};
const TAKES_CS = /^!?(?:contains|startswith|endswith|has|hasprefix|hassuffix)$/;

/** A condition with its comparisons of strings made to respect case. */
function respectCase(node: Expression): Expression {
  if (node.kind === "call")
    return {
      ...node,
      args: node.args.map((argument) => ({ ...argument, value: respectCase(argument.value) })),
    };
  if (node.kind === "in") return { ...node, op: sensitive(node.op) };
  if (node.kind !== "binary") return node;
  return {
    ...node,
    op: sensitive(node.op),
    left: respectCase(node.left),
    right: respectCase(node.right),
  };
}

function sensitive(op: string): string {
  return SENSITIVE[op] ?? (TAKES_CS.test(op) ? `${op}_cs` : op);
}
