import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { OperatorOf } from "../nodes.ts";
import type { ScanAssignment, ScanColumn, ScanStep } from "../scan-nodes.ts";
import type { Lower } from "./named.ts";
import { readParameters } from "./parameters.ts";
import { lowerType } from "./type.ts";

/** Forms that Microsoft's parser accepts and no page documents are refused. */
export function lowerScan(node: Syntax, lower: Lower): OperatorOf<"scan"> {
  const matchId = readParameters(node, ["with_match_id"]).get("with_match_id");
  if (node.parts["OrderByClause"]) throw unsupported("'scan order by' (use 'sort' before)", node);
  if (node.parts["PartitionByClause"])
    throw unsupported("'scan partition by' (use the operator 'partition')", node);
  const declared = node.parts["DeclareClause"];
  return {
    kind: "scan",
    matchId,
    declared: declared
      ? listItems(declared, "Declarations").map((item) => lowerColumn(item, lower))
      : [],
    steps: listItems(node, "Steps").map((step) => lowerStep(step, lower)),
    start: node.start,
    end: node.end,
  };
}

function lowerColumn(node: Syntax, lower: Lower): ScanColumn {
  const declared = part(node, "NameAndType");
  const byDefault = node.parts["DefaultValue"];
  return {
    name: nameText(part(declared, "Name")),
    type: lowerType(part(declared, "Type")),
    byDefault: byDefault && lower(part(byDefault, "Value")),
    start: node.start,
    end: node.end,
  };
}

function lowerStep(node: Syntax, lower: Lower): ScanStep {
  if (node.parts["OptionalKeyword"]) throw unsupported("'optional' in a step of 'scan'", node);
  const computed = node.parts["ComputationClause"];
  return {
    name: nameText(part(node, "Name")),
    output: lowerOutput(node),
    condition: lower(part(node, "Condition")),
    assignments: computed
      ? listItems(computed, "Assignments").map((item) => lowerAssignment(item, lower))
      : [],
    start: node.start,
    end: node.end,
  };
}

function lowerOutput(step: Syntax): ScanStep["output"] {
  const clause = step.parts["ScanStepOutput"];
  const word = clause ? nameText(part(clause, "OutputKind")) : "all";
  if (word === "all" || word === "last" || word === "none") return word;
  throw unsupported(`output=${word} in a step of 'scan'`, step);
}

function lowerAssignment(node: Syntax, lower: Lower): ScanAssignment {
  return {
    column: nameText(part(node, "Name")),
    value: lower(part(node, "Expression")),
    start: node.start,
    end: node.end,
  };
}
