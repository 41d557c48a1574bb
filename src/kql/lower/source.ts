import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Datatable, Print, Range } from "../nodes.ts";
import { type Lower, lowerNamed } from "./named.ts";
import { lowerType } from "./type.ts";

export function lowerDatatable(node: Syntax, lower: Lower): Datatable {
  const columns = listItems(part(node, "Schema"), "Columns").map((column) => ({
    name: nameText(part(column, "Name")),
    type: lowerType(part(column, "Type")),
  }));
  return {
    kind: "datatable",
    columns,
    values: listItems(node, "Values").map(lower),
    start: node.start,
    end: node.end,
  };
}

export function lowerPrint(node: Syntax, lower: Lower): Print {
  return {
    kind: "print",
    columns: listItems(node, "Expressions").map((item) => lowerNamed(item, lower)),
    start: node.start,
    end: node.end,
  };
}

export function lowerRange(node: Syntax, lower: Lower): Range {
  return {
    kind: "range",
    name: nameText(part(node, "Name")),
    from: lower(part(node, "From")),
    to: lower(part(node, "To")),
    step: lower(part(node, "Step")),
    start: node.start,
    end: node.end,
  };
}
