import { KqlError, type Span, unsupported } from "../../errors.ts";
import { compile } from "../../evaluate/evaluator.ts";
import type { Context } from "../../evaluate/scope.ts";
import type { Argument, Expression } from "../../nodes.ts";
import { EMPTY_ROW } from "../../table.ts";
import type { Value } from "../../values/types.ts";

/** The arguments of a plug-in by parameter; names are given in any case. */
export function bindArguments<Name extends string>(
  args: readonly Argument[],
  parameters: readonly Name[],
  at: Span,
): Partial<Record<Name, Expression>> {
  const bound: Partial<Record<Name, Expression>> = {};
  for (const [place, { name, value }] of args.entries()) {
    const parameter =
      name === undefined
        ? parameters[place]
        : parameters.find((own) => own.toLowerCase() === name.toLowerCase());
    if (!parameter) throw unsupported(`the argument ${name ?? place + 1} of this plug-in`, at);
    bound[parameter] = value;
  }
  return bound;
}

export function constantValue(node: Expression | undefined, context: Context): Value {
  return node ? compile(node, EMPTY_ROW, context).at(0) : null;
}

/** The name of the column that an argument is. @throws KqlError (`semantic`) if it is not one */
export function columnArgument(node: Expression | undefined, at: Span): string {
  if (node?.kind === "name") return node.name;
  throw new KqlError("semantic", "the plug-in needs the name of a column here", node ?? at);
}
