import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";

/** The parameters before the operands, such as `kind=inner`. Hints do not affect the result. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * Reads the parameters of an operator.
 * @throws KqlError (`unsupported`) for one that is not `known`
 */
export function readParameters(node: Syntax, known: readonly string[]): Parameters {
  const pairs = listItems(node, "Parameters").map(
    (p) => [nameText(part(p, "Name")).toLowerCase(), nameText(part(p, "Expression"))] as const,
  );
  const parameters = new Map(pairs.filter(([name]) => !name.startsWith("hint.")));
  const other = [...parameters.keys()].find((name) => !known.includes(name));
  if (other) throw unsupported(`the parameter ${other}`, node);
  return parameters;
}
