import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { FoundColumn, OperatorOf } from "../nodes.ts";
import type { Lower } from "./named.ts";
import { readParameters } from "./parameters.ts";
import { lowerCondition } from "./search.ts";
import { lowerType } from "./type.ts";

export function lowerFind(node: Syntax, lower: Lower): OperatorOf<"find"> {
  const parameters = readParameters(node, ["withsource"]);
  const sources = node.parts["InClause"];
  const project = node.parts["Project"];
  const isListed = project?.parts["ProjectKeyword"]?.text === "project";
  const listed = project && isListed ? listItems(project, "Columns") : [];
  return {
    kind: "find",
    sources: sources ? listItems(sources, "Expressions").map(lower) : [],
    condition: lowerCondition(part(node, "Condition"), lower, false),
    withSource: parameters.get("withsource") ?? "source_",
    columns: isListed
      ? listed.filter(({ kind }) => kind !== "PackExpression").map(lowerColumn)
      : undefined,
    packs: !isListed || listed.some(({ kind }) => kind === "PackExpression"),
    start: node.start,
    end: node.end,
  };
}

function lowerColumn(node: Syntax): FoundColumn {
  if (node.kind !== "TypedColumnReference") return { name: nameText(node), type: undefined };
  return { name: nameText(part(node, "Column")), type: lowerType(part(node, "Type")) };
}
