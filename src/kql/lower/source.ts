import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Datatable, Print, Range } from "../nodes.ts";
import { lowerExpression, lowerNamed, lowerType } from "./expression.ts";

export function lowerDatatable(node: Syntax): Datatable {
  const columns = listItems(part(node, "Schema"), "Columns").map((column) => ({
    name: nameText(part(column, "Name")),
    type: lowerType(part(column, "Type")),
  }));
  return {
    kind: "datatable",
    columns,
    values: listItems(node, "Values").map(lowerExpression),
    start: node.start,
    end: node.end,
  };
}

export function lowerPrint(node: Syntax): Print {
  return {
    kind: "print",
    columns: listItems(node, "Expressions").map(lowerNamed),
    start: node.start,
    end: node.end,
  };
}

export function lowerRange(node: Syntax): Range {
  return {
    kind: "range",
    name: nameText(part(node, "Name")),
    from: lowerExpression(part(node, "From")),
    to: lowerExpression(part(node, "To")),
    step: lowerExpression(part(node, "Step")),
    start: node.start,
    end: node.end,
  };
}
