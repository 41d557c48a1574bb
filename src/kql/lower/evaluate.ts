import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { OperatorOf, OutputSchema } from "../nodes.ts";
import { type Lower, lowerArgument } from "./named.ts";
import { readParameters } from "./parameters.ts";
import { lowerType } from "./type.ts";

type Evaluate = OperatorOf<"evaluate">;

const PLUG_INS: readonly string[] = [
  "bag_unpack",
  "pivot",
  "narrow",
] satisfies Evaluate["plugIn"][];

/** @throws KqlError (`unsupported`) for a plug-in that the engine does not have */
export function lowerEvaluate(node: Syntax, lower: Lower): Evaluate {
  readParameters(node, []);
  const call = part(node, "FunctionCall");
  const name = nameText(part(call, "Name"));
  if (!PLUG_INS.includes(name)) throw unsupported(`the plug-in ${name}`, call);
  const schema = node.parts["Schema"];
  return {
    kind: "evaluate",
    plugIn: name as Evaluate["plugIn"],
    args: listItems(part(call, "ArgumentList"), "Expressions").map((item) =>
      lowerArgument(item, lower),
    ),
    schema: schema && lowerSchema(part(schema, "Schema")),
    start: node.start,
    end: node.end,
  };
}

function lowerSchema(node: Syntax): OutputSchema {
  return {
    all: node.parts["AsteriskToken"] !== undefined,
    columns: listItems(node, "Columns").map((column) => ({
      name: nameText(part(column, "Name")),
      type: lowerType(part(column, "Type")),
    })),
  };
}
