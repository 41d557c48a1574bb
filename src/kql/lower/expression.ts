import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Argument, Expression } from "../nodes.ts";
import { describe } from "./describe.ts";
import { literal, lowerDynamic, lowerLiteral, negatedLong } from "./literal.ts";
import { lowerArgument } from "./named.ts";
import { lowerOperator } from "./operator.ts";
import { orRefused } from "./refuse.ts";
import { lowerDatatable, lowerPrint, lowerRange } from "./source.ts";
import { withType } from "./typed-call.ts";

const BINARY = new Set(
  [
    "And Or Equal NotEqual EqualTilde BangTilde LessThan LessThanOrEqual GreaterThan " +
      "GreaterThanOrEqual",
    "Add Subtract Multiply Divide Modulo MatchesRegex",
    ...["", "Not"].map(
      (not) =>
        `${not}Contains ${not}ContainsCs ${not}StartsWith ${not}StartsWithCs ${not}EndsWith ` +
        `${not}EndsWithCs`,
    ),
    ...["", "Not"].map(
      (not) =>
        `${not}Has ${not}HasCs ${not}HasPrefix ${not}HasPrefixCs ${not}HasSuffix ${not}HasSuffixCs`,
    ),
  ]
    .join(" ")
    .split(" ")
    .map((name) => `${name}Expression`),
);
const IN_LIST = new Set([
  "InExpression",
  "NotInExpression",
  "InCsExpression",
  "NotInCsExpression",
  "HasAnyExpression",
  "HasAllExpression",
]);

/**
 * Lowers Microsoft's syntax of an expression to our own node.
 * @throws KqlError for a literal or an operator that is malformed
 */
export function lowerExpression(node: Syntax): Expression {
  return orRefused(node, () => lowerKnown(node));
}

function lowerKnown(node: Syntax): Expression {
  const known = lowerLiteral(node) ?? lowerTable(node);
  if (known) return known;
  if (BINARY.has(node.kind)) return lowerBinary(node);
  if (IN_LIST.has(node.kind)) return lowerInList(node);
  const span = { start: node.start, end: node.end };
  switch (node.kind) {
    case "NameReference":
      return part(node, "Name").kind === "WildcardedName"
        ? { kind: "wildcard", pattern: nameText(node), ...span }
        : { kind: "name", name: nameText(node), ...span };
    case "ParenthesizedExpression":
    case "UnaryPlusExpression":
      return lowerExpression(part(node, "Expression"));
    case "FunctionCallExpression":
    case "ToScalarExpression":
    case "MaterializeExpression":
      return lowerCall(node);
    case "UnaryMinusExpression": {
      const operand = part(node, "Expression");
      const negated = negatedLong(node, operand);
      return negated ?? { kind: "negate", operand: lowerExpression(operand), ...span };
    }
    case "BetweenExpression":
    case "NotBetweenExpression":
      return lowerBetween(node);
    case "PathExpression":
      return lowerPath(node);
    case "ElementExpression":
      return lowerElement(node);
    case "StarExpression":
      return { kind: "star", ...span };
    case "DynamicExpression":
      return lowerDynamic(node, lowerExpression);
    case "TypeOfLiteralExpression":
      return literal(node, "string", nameText(part(node, "Types")));
    default:
      throw unsupported(describe(node), node);
  }
}

/** What gives a table; undefined where the node gives none. */
function lowerTable(node: Syntax): Expression | undefined {
  const span = { start: node.start, end: node.end };
  switch (node.kind) {
    case "PipeExpression":
      return {
        kind: "pipe",
        source: lowerExpression(part(node, "Expression")),
        operator: lowerOperator(part(node, "Operator"), lowerExpression),
        ...span,
      };
    case "DataTableExpression":
      return lowerDatatable(node, lowerExpression);
    case "PrintOperator":
      return lowerPrint(node, lowerExpression);
    case "RangeOperator":
      return lowerRange(node, lowerExpression);
    default:
      return node.kind.endsWith("Operator") ? lowerFirst(node) : undefined;
  }
}

/** An operator that begins a query or a subquery. */
function lowerFirst(node: Syntax): Expression {
  const operator = lowerOperator(node, lowerExpression);
  return { kind: "pipe", source: undefined, operator, start: node.start, end: node.end };
}

function lowerCall(node: Syntax): Expression {
  const span = { start: node.start, end: node.end };
  if (node.kind === "FunctionCallExpression")
    return withType(node, {
      kind: "call",
      name: nameText(part(node, "Name")),
      args: listItems(part(node, "ArgumentList"), "Expressions").map((item) =>
        lowerArgument(item, lowerExpression),
      ),
      ...span,
    });
  const name = node.kind === "ToScalarExpression" ? "toscalar" : "materialize";
  return { kind: "call", name, args: [inner(node)], ...span };
}

function lowerBinary(node: Syntax): Expression {
  const [left, right] = [lowerExpression(part(node, "Left")), lowerExpression(part(node, "Right"))];
  return {
    kind: "binary",
    op: part(node, "Operator").text.replace(/\s+/g, " "),
    left,
    right,
    start: node.start,
    end: node.end,
  };
}

function lowerInList(node: Syntax): Expression {
  const right = part(node, "Right");
  const list = right.kind === "ExpressionList" ? listItems(right, "Expressions") : [right];
  const left = lowerExpression(part(node, "Left"));
  return {
    kind: "in",
    op: part(node, "Operator").text,
    left,
    list: list.map(lowerExpression),
    start: node.start,
    end: node.end,
  };
}

function lowerBetween(node: Syntax): Expression {
  const bounds = part(node, "Right");
  return {
    kind: "between",
    negated: node.kind === "NotBetweenExpression",
    operand: lowerExpression(part(node, "Left")),
    low: lowerExpression(part(bounds, "First")),
    high: lowerExpression(part(bounds, "Second")),
    start: node.start,
    end: node.end,
  };
}

function lowerPath(node: Syntax): Expression {
  const base = part(node, "Expression");
  const selector = part(node, "Selector");
  if (
    base.kind === "FunctionCallExpression" &&
    /^(database|cluster|workspace|app|resource)$/.test(nameText(part(base, "Name")))
  ) {
    throw unsupported(`${nameText(part(base, "Name"))}()`, base);
  }
  return {
    kind: "member",
    operand: lowerExpression(base),
    name: nameText(selector),
    start: node.start,
    end: node.end,
  };
}

function lowerElement(node: Syntax): Expression {
  const index = part(part(node, "Selector"), "Expression");
  return {
    kind: "element",
    operand: lowerExpression(part(node, "Expression")),
    index: lowerExpression(index),
    start: node.start,
    end: node.end,
  };
}

function inner(node: Syntax): Argument {
  return { name: undefined, value: lowerExpression(part(node, "Expression")) };
}
