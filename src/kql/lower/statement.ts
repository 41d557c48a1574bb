import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { FunctionDeclaration, LetStatement, Parameter, Statement } from "../nodes.ts";
import { describe } from "./describe.ts";
import { lowerExpression } from "./expression.ts";
import { orRefused } from "./refuse.ts";
import { lowerType } from "./type.ts";

/** The statements of a parsed query, in order. */
export function lowerQuery(block: Syntax): Statement[] {
  return listItems(block, "Statements").map(lowerStatement);
}

function lowerStatement(node: Syntax): Statement {
  return orRefused(node, () => lowerKnown(node));
}

function lowerKnown(node: Syntax): Statement {
  if (node.kind === "LetStatement") return lowerLet(node);
  if (node.kind === "ExpressionStatement")
    return { kind: "query", value: lowerExpression(part(node, "Expression")) };
  throw unsupported(`the statement ${describe(node)}`, node);
}

function lowerLet(node: Syntax): LetStatement {
  const value = part(node, "Expression");
  const lowered =
    value.kind === "FunctionDeclaration"
      ? orRefused(value, () => lowerFunction(value))
      : lowerExpression(value);
  return { kind: "let", name: nameText(part(node, "Name")), value: lowered };
}

function lowerFunction(node: Syntax): FunctionDeclaration {
  const body = part(node, "Body");
  const result = body.parts["Expression"];
  const statements = listItems(body, "Statements").map(lowerStatement);
  return {
    kind: "function",
    parameters: listItems(part(node, "Parameters"), "Parameters").map(lowerParameter),
    body: result ? [...statements, { kind: "query", value: lowerExpression(result) }] : statements,
  };
}

function lowerParameter(node: Syntax): Parameter {
  const declared = part(node, "NameAndType");
  const type = part(declared, "Type");
  const byDefault = node.parts["DefaultValue"];
  return {
    name: nameText(part(declared, "Name")),
    type: type.kind === "SchemaTypeExpression" ? "table" : lowerType(type),
    byDefault: byDefault && lowerExpression(part(byDefault, "Value")),
  };
}
