import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { Place } from "./place.ts";

/** Operators that may keep other rows when the same query runs again over the same data. */
const OPERATORS: ReadonlySet<string> = new Set([
  "TakeOperator",
  "SampleOperator",
  "SampleDistinctOperator",
  "TopOperator",
  "TopHittersOperator",
  "TopNestedOperator",
]);

/** Functions that may give another value when the same query runs again over the same data. */
const FUNCTIONS =
  /^(?:rand|new_guid|arg_max|arg_min|any|anyif|take_any|take_anyif|dcount|dcountif|hll)$/;

/**
 * The operators and functions of a query whose result may differ from run to run: samples, ties,
 * and values that are estimated.
 */
export function findUnrepeatable(node: Syntax, text: string): Place[] {
  const { start, end } = node;
  if (OPERATORS.has(node.kind)) {
    const name = /^[\w-]+/.exec(text.slice(start, end))?.[0] ?? node.kind;
    return [{ name, start, end }];
  }
  if (node.kind === "FunctionCallExpression" && FUNCTIONS.test(nameText(node)))
    return [{ name: nameText(node), start, end }];
  return node.kind === "JoinOperator" && joinsUnique(node)
    ? [{ name: "join kind=innerunique", start, end }]
    : [];
}

/** Without a kind, a join keeps an arbitrary one of the left rows that have the same key. */
function joinsUnique(join: Syntax): boolean {
  const kind = listItems(join, "Parameters").find(
    (parameter) => nameText(part(parameter, "Name")).toLowerCase() === "kind",
  );
  return !kind || nameText(part(kind, "Expression")).toLowerCase() === "innerunique";
}

/** Whether a column with the value of such a function is never the same for sure. */
export function isUnstable({ name }: Place): boolean {
  return /^(?:rand|new_guid|any|anyif|take_any|take_anyif|dcount|dcountif|hll)$/.test(name);
}
