import { KqlError, unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { KeyValueSyntax, OperatorOf } from "../nodes.ts";
import { lowerLiteral } from "./literal.ts";
import type { Lower } from "./named.ts";
import { lowerType } from "./type.ts";

export function lowerParseKv(node: Syntax, lower: Lower): OperatorOf<"parse-kv"> {
  return {
    kind: "parse-kv",
    source: lower(part(node, "Expression")),
    keys: listItems(part(node, "Keys"), "Columns").map((column) => ({
      name: nameText(part(column, "Name")),
      type: lowerType(part(column, "Type")),
    })),
    by: readSyntax(node),
    start: node.start,
    end: node.end,
  };
}

const KNOWN = ["pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex"];

function readSyntax(node: Syntax): KeyValueSyntax {
  const clause = node.parts["WithClause"];
  const given = clause ? listItems(clause, "Properties").map(readProperty) : [];
  const all = (wanted: string) =>
    given.flatMap(({ name, value }) => (name === wanted ? [value] : []));
  const [pair] = all("pair_delimiter");
  const [keyValue] = all("kv_delimiter");
  if (Boolean(pair) !== Boolean(keyValue))
    throw new KqlError("semantic", "'parse-kv' needs both delimiters, or none", node);
  for (const quote of all("quote"))
    if ([...quote].length !== 1 && [...quote].length !== 2)
      throw new KqlError("semantic", "a quote is one character or two", node);
  return {
    regex: all("regex")[0],
    delimiters: pair && keyValue ? { pair, keyValue } : undefined,
    quotes: all("quote"),
    escapes: all("escape"),
    greedy: all("greedy")[0] === "true",
  };
}

function readProperty(node: Syntax): { name: string; value: string } {
  const name = nameText(part(node, "Name")).toLowerCase();
  const literal = lowerLiteral(part(node, "Expression"));
  if (!KNOWN.includes(name) || !literal)
    throw unsupported(`the parameter ${name} of 'parse-kv'`, node);
  return { name, value: String(literal.value) };
}
