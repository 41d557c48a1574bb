import { KqlError, unsupported } from "../errors.ts";
import { nameText, part, type Syntax } from "../language/syntax.ts";
import type { Expression, ListLiteral, Literal } from "../nodes.ts";
import { parseDatetime } from "../values/datetime.ts";
import { parseDecimal } from "../values/decimal.ts";
import { parseGuid } from "../values/guid.ts";
import { readJson } from "../values/json.ts";
import { parseReal } from "../values/real.ts";
import { toDynamic } from "../values/text.ts";
import { parseTimespan } from "../values/timespan.ts";
import type { ScalarType, Value } from "../values/types.ts";
import { parseWhole } from "../values/whole-number.ts";
import type { Lower } from "./named.ts";
import { stringLiteral } from "./string-literal.ts";

/** By kind of node: the type of a constant, and how its text is read. */
const CONSTANTS: Readonly<
  Record<string, readonly [type: ScalarType, read: (text: string, node: Syntax) => Value]>
> = {
  BooleanLiteralExpression: ["bool", readBool],
  IntLiteralExpression: ["int", (text, node) => Number(readWhole(text, 32, node))],
  LongLiteralExpression: ["long", (text, node) => readWhole(text, 64, node)],
  RealLiteralExpression: ["real", (text, node) => readable(parseReal(text), text, node)],
  DecimalLiteralExpression: ["decimal", (text, node) => readable(parseDecimal(text), text, node)],
  DateTimeLiteralExpression: [
    "datetime",
    (text, node) => requireTime(parseDatetime(unquote(text)), tokenText(node), node),
  ],
  TimespanLiteralExpression: [
    "timespan",
    (text, node) => requireTime(parseTimespan(unquote(text)), tokenText(node), node),
  ],
  GuidLiteralExpression: ["guid", (text, node) => readGuid(unquote(text), node)],
};

/** The literal that a node is, or undefined. @throws KqlError (`syntax`) if it is malformed */
export function lowerLiteral(node: Syntax): Literal | undefined {
  const constant = CONSTANTS[node.kind];
  if (constant) {
    const [type, read] = constant;
    return literal(
      node,
      type,
      readConstant(tokenText(node), (text) => read(text, node), node),
    );
  }
  switch (node.kind) {
    case "StringLiteralExpression":
      return literal(node, "string", stringLiteral(tokenText(node)));
    case "CompoundStringLiteralExpression": {
      const texts = part(node, "Tokens").items.map(({ text }) => stringLiteral(text));
      return literal(node, "string", texts.join(""));
    }
    default:
      return undefined;
  }
}

function tokenText(node: Syntax): string {
  return node.parts["Token"]?.text ?? "";
}

export function literal(node: Syntax, type: ScalarType, value: Value): Literal {
  return { kind: "literal", type, value, start: node.start, end: node.end };
}

/** Reads the text inside `type(...)`, or the token itself; `null` becomes null. */
function readConstant(token: string, read: (text: string) => Value, node: Syntax): Value {
  const text = (/^\w+\s*\(([\s\S]*)\)$/.exec(token)?.[1] ?? token).trim();
  if (text === "") throw unsupported(`${token} without a value`, node);
  if (text.toLowerCase() === "null") return null;
  return read(lowerUnlessQuoted(text));
}

function lowerUnlessQuoted(text: string): string {
  return /^["']/.test(text) ? text : text.toLowerCase();
}

function unquote(text: string): string {
  return /^["']/.test(text) ? stringLiteral(text) : text;
}

function readWhole(text: string, bits: 32 | 64, node: Syntax): bigint {
  if (!/^-?(0x[0-9a-f]+|\d+)$/i.test(text)) throw unreadable(text, "a whole number", node);
  const isNegativeHex = /^-0x/i.test(text);
  const value = parseWhole(isNegativeHex ? text.slice(1) : text, bits);
  if (value === null) throw unreadable(text, `a number of ${bits} bits`, node);
  return BigInt.asIntN(bits, isNegativeHex ? -value : value);
}

/**
 * `-x` of an integer literal, with the sign read as part of it: the smallest long has no positive
 * counterpart.
 */
export function negatedLong(node: Syntax, operand: Syntax): Literal | undefined {
  const token = operand.parts["Token"]?.text ?? "";
  if (operand.kind !== "LongLiteralExpression" || !/^\d+$/.test(token)) return undefined;
  return literal(node, "long", readWhole(`-${token}`, 64, node));
}

function readable(value: Value, text: string, node: Syntax): Value {
  if (value === null) throw unreadable(text, "a number", node);
  return value;
}

function readBool(text: string, node: Syntax): boolean {
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw unreadable(text, "true or false", node);
}

function readGuid(text: string, node: Syntax): string {
  const guid = parseGuid(text);
  if (guid !== null) return guid;
  throw unreadable(text, "a guid", node);
}

function unreadable(text: string, what: string, node: Syntax): KqlError {
  return new KqlError("syntax", `${text} is not ${what}`, node);
}

function requireTime(value: bigint | null, token: string, node: Syntax): bigint {
  if (value === null)
    throw new KqlError("syntax", `${token} is not a valid datetime or timespan`, node);
  return value;
}

/** `dynamic(...)`: a literal, or a list of expressions if not all of its items are literals. */
export function lowerDynamic(node: Syntax, lower: Lower): Expression {
  const inner = part(node, "Expression");
  if (inner.kind === "JsonArrayExpression" && !isJson(inner)) return lowerList(inner, lower);
  const value = jsonValue(inner);
  return literal(node, "dynamic", value);
}

function lowerList(node: Syntax, lower: Lower): ListLiteral {
  return {
    kind: "list",
    items: part(node, "Values").items.map(lower),
    start: node.start,
    end: node.end,
  };
}

function isJson(node: Syntax): boolean {
  if (node.kind === "JsonArrayExpression") return part(node, "Values").items.every(isJson);
  return node.kind !== "NameReference" && node.kind !== "FunctionCallExpression";
}

function jsonValue(node: Syntax): Value {
  switch (node.kind) {
    case "JsonArrayExpression":
      return part(node, "Values").items.map(jsonValue);
    case "JsonObjectExpression": {
      const pairs = part(node, "Pairs").items;
      return Object.fromEntries(
        pairs.map((pair) => [
          stringLiteral(part(pair, "Name").text),
          jsonValue(part(pair, "Value")),
        ]),
      );
    }
    case "NullLiteralExpression":
      return null;
    case "UnaryMinusExpression": {
      const operand = part(node, "Expression");
      return readJson(`-${tokenText(operand)}`) ?? negate(jsonValue(operand));
    }
    case "LongLiteralExpression":
      return readJson(tokenText(node)) ?? toDynamic(lowerLiteral(node)?.value ?? null, "long");
    default: {
      const value = lowerLiteral(node);
      if (!value) throw unsupported(`${nameText(node) || node.kind} inside dynamic()`, node);
      return toDynamic(value.value, value.type);
    }
  }
}

function negate(value: Value): Value {
  return typeof value === "number" || typeof value === "bigint" ? -value : value;
}
