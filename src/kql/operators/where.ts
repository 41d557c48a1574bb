import type { Codes } from "../columns/codes.ts";
import type { Compiled } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { isWindowFunction } from "../evaluate/window.ts";
import { listParts } from "../node-parts.ts";
import type { Expression, OperatorOf } from "../nodes.ts";
import { selectRows, type Table } from "../table.ts";

/**
 * Each side of an `and` is tested on the rows that the sides before it left, unless one of them sees
 * other rows.
 */
export function where(operator: OperatorOf<"where">, input: Table, context: Context): Table {
  const { condition } = operator;
  const parts = seesNeighbours(condition, context) ? [condition] : conjuncts(condition);
  return parts.reduce(
    (table, condition) => filterRows(table, compile(condition, table, context)),
    input,
  );
}

/** Whether an expression may call prev() or the like, itself or in a function of the query. */
function seesNeighbours(condition: Expression, { scope }: Context): boolean {
  const waiting = [condition];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (
      node.kind === "call" &&
      (isWindowFunction(node.name) || scope.lookup(node.name)?.kind === "function")
    )
      return true;
    waiting.push(...listParts(node));
  }
  return false;
}

function conjuncts(condition: Expression): Expression[] {
  const found: Expression[] = [];
  const waiting = [condition];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === "binary" && node.op === "and") waiting.push(node.right, node.left);
    else found.push(node);
  }
  return found;
}

/** The rows for which a condition is true, neither false nor null. */
export function filterRows(table: Table, condition: Compiled): Table {
  if (condition.constant)
    return condition.at(0) === true ? table : selectRows(table, new Uint32Array(0));
  const rows = new Uint32Array(table.length);
  const isKept = (row: number) => condition.at(row) === true;
  const kept = condition.codes ? keepByCode(condition.codes, isKept, rows) : keepRows(isKept, rows);
  return kept === table.length ? table : selectRows(table, rows.slice(0, kept));
}

function keepRows(isKept: (row: number) => boolean, rows: Uint32Array): number {
  let kept = 0;
  for (let row = 0; row < rows.length; row++) if (isKept(row)) rows[kept++] = row;
  return kept;
}

const [UNKNOWN, TRUE, FALSE] = [0, 1, 2];

function keepByCode(codes: Codes, isKept: (row: number) => boolean, rows: Uint32Array): number {
  const list = codes.list();
  const verdicts = new Uint8Array(codes.count);
  let kept = 0;
  for (let row = 0; row < rows.length; row++) {
    const code = list[row] as number;
    let verdict = verdicts[code] as number;
    if (verdict === UNKNOWN) {
      verdict = isKept(row) ? TRUE : FALSE;
      verdicts[code] = verdict;
    }
    if (verdict === TRUE) rows[kept++] = row;
  }
  return kept;
}
