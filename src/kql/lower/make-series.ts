import { unsupported } from "../errors.ts";
import { listItems, part, type Syntax } from "../language/syntax.ts";
import type { Expression, OperatorOf, SeriesAggregate } from "../nodes.ts";
import { type Lower, lowerNamed } from "./named.ts";
import { readParameters } from "./parameters.ts";

type MakeSeries = OperatorOf<"make-series">;

export function lowerMakeSeries(node: Syntax, lower: Lower): MakeSeries {
  const kind = readParameters(node, ["kind"]).get("kind");
  if (kind !== undefined && kind !== "nonempty")
    throw unsupported(`make-series kind=${kind}`, node);
  const by = node.parts["ByClause"];
  return {
    kind: "make-series",
    nonEmpty: kind === "nonempty",
    aggregates: listItems(node, "Aggregates").map((item) => lowerAggregate(item, lower)),
    axis: lowerNamed(part(part(node, "OnClause"), "Expression"), lower),
    ...lowerBounds(part(node, "RangeClause"), lower),
    by: by ? listItems(by, "Expressions").map((item) => lowerNamed(item, lower)) : [],
    start: node.start,
    end: node.end,
  };
}

function lowerAggregate(node: Syntax, lower: Lower): SeriesAggregate {
  const byDefault = node.parts["DefaultExpression"];
  return {
    ...lowerNamed(part(node, "Expression"), lower),
    byDefault: byDefault && lower(part(byDefault, "Expression")),
  };
}

/** `from a to b step c`, of which b is excluded, or `in range(a, b, c)`, of which it is not. */
function lowerBounds(
  node: Syntax,
  lower: Lower,
): Pick<MakeSeries, "from" | "to" | "step" | "closed"> {
  if (node.kind === "MakeSeriesInRangeClause") {
    const [from, to, step] = listItems(part(node, "Arguments"), "Expressions").map(lower);
    if (!step) throw unsupported("'in range()' without a step", node);
    return { from, to, step, closed: true };
  }
  const bound = (name: string): Expression | undefined => {
    const clause = node.parts[name];
    return clause && lower(part(clause, "Expression"));
  };
  return {
    from: bound("MakeSeriesFromClause"),
    to: bound("MakeSeriesToClause"),
    step: lower(part(part(node, "MakeSeriesStepClause"), "Expression")),
    closed: false,
  };
}
