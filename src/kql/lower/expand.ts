import { unsupported } from "../errors.ts";
import { listItems, part, type Syntax } from "../language/syntax.ts";
import type { Expanded, Expansion, Expression, OperatorOf } from "../nodes.ts";
import { literal } from "./literal.ts";
import { type Lower, lowerNamed } from "./named.ts";
import { readParameters } from "./parameters.ts";
import { lowerSubquery } from "./subquery.ts";
import { lowerType } from "./type.ts";

export function lowerMvExpand(node: Syntax, lower: Lower): OperatorOf<"mv-expand"> {
  return { kind: "mv-expand", ...lowerExpansion(node, lower), start: node.start, end: node.end };
}

export function lowerMvApply(node: Syntax, lower: Lower): OperatorOf<"mv-apply"> {
  return {
    kind: "mv-apply",
    ...lowerExpansion(node, lower),
    subquery: lowerSubquery(part(node, "Subquery"), lower),
    start: node.start,
    end: node.end,
  };
}

function lowerExpansion(node: Syntax, lower: Lower): Expansion {
  const parameters = readParameters(node, ["kind", "bagexpansion", "with_itemindex"]);
  const bags = parameters.get("kind") ?? parameters.get("bagexpansion") ?? "bag";
  if (bags !== "bag" && bags !== "array") throw unsupported(`the bag expansion ${bags}`, node);
  return {
    bagsAsArrays: bags === "array",
    index: parameters.get("with_itemindex"),
    columns: listItems(node, "Expressions").map((item) => lowerExpanded(item, lower)),
    limit: lowerLimit(node, lower),
  };
}

/** The old spelling `mvexpand` has a limit of its own. */
function lowerLimit(node: Syntax, lower: Lower): Expression | undefined {
  const clause = node.parts["RowLimitClause"];
  if (clause) return lower(part(clause, "RowLimit"));
  return node.parts["MvExpandKeyword"]?.text === "mvexpand"
    ? literal(node, "long", 128n)
    : undefined;
}

function lowerExpanded(node: Syntax, lower: Lower): Expanded {
  const to = node.parts["ToTypeOf"];
  const type = to && lowerType(part(part(to, "TypeOf"), "Types"));
  if (to && type === "timespan")
    throw unsupported("'to typeof(timespan)' (use totimespan() afterwards)", to);
  return { ...lowerNamed(part(node, "Expression"), lower), type };
}
