import { KqlError, unsupported } from "../errors.ts";
import { nameText, part, type Syntax } from "../language/syntax.ts";
import type { OperatorOf, ParsePart } from "../nodes.ts";
import { compilePattern } from "../operators/parse-pattern.ts";
import { lowerLiteral } from "./literal.ts";
import type { Lower } from "./named.ts";
import { readParameters } from "./parameters.ts";
import { lowerType } from "./type.ts";

type Mode = OperatorOf<"parse">["mode"];

const MODES: readonly string[] = ["simple", "regex", "relaxed"] satisfies Mode[];

/** `parse` and `parse-where`. @throws KqlError if the pattern cannot be compiled */
export function lowerParse(node: Syntax, lower: Lower): OperatorOf<"parse"> {
  const parameters = readParameters(node, ["kind", "flags"]);
  const mode = parameters.get("kind") ?? "simple";
  const flags = parameters.get("flags") ?? "";
  const filters = node.kind === "ParseWhereOperator";
  if (!MODES.includes(mode)) throw unsupported(`parse kind=${mode}`, node);
  if (filters && mode === "relaxed")
    throw new KqlError("semantic", "'parse-where' takes only kind=simple or kind=regex", node);
  if (flags && mode !== "regex")
    throw new KqlError("semantic", "regular expression flags need kind=regex", node);
  if (!/^[imsU]*$/.test(flags)) throw unsupported(`the regular expression flags ${flags}`, node);
  const operator: OperatorOf<"parse"> = {
    kind: "parse",
    mode: mode as Mode,
    flags,
    filters,
    source: lower(part(node, "Expression")),
    pattern: part(node, "Patterns").items.map(lowerPart),
    start: node.start,
    end: node.end,
  };
  compilePattern(operator);
  return operator;
}

function lowerPart(node: Syntax): ParsePart {
  const span = { start: node.start, end: node.end };
  if (node.kind === "StarExpression") return { kind: "skip", ...span };
  const literal = lowerLiteral(node);
  if (literal) {
    const text = String(literal.value);
    if (text === "") throw new KqlError("semantic", "a pattern cannot have an empty string", node);
    return { kind: "text", text, ...span };
  }
  const type = node.parts["Type"];
  return { kind: "column", name: nameText(node), type: type ? lowerType(type) : "string", ...span };
}
