import { storedColumn } from "../columns/column.ts";
import { KqlError, unsupported } from "../errors.ts";
import { limit } from "../limits.ts";
import type { Range } from "../nodes.ts";
import { EMPTY_ROW, type Table } from "../table.ts";
import type { Value } from "../values/types.ts";
import { compile } from "./evaluator.ts";
import { asLong, asNumber } from "./numbers.ts";
import type { Context } from "./scope.ts";

/**
 * `range x from a to b step s`. Rows are counted before any is created.
 * @throws KqlError for a step of zero (`semantic`), too many rows (`runtime`) or decimals
 * (`unsupported`)
 */
export function range(node: Range, context: Context): Table {
  const [from, to, step] = [node.from, node.to, node.step].map((part) =>
    compile(part, EMPTY_ROW, context),
  );
  if (!from || !to || !step) return { length: 0, columns: [] };
  if ([from, to, step].some(({ type }) => type === "decimal"))
    throw unsupported("a range of decimals", node);
  const isReal = from.type === "real" || step.type === "real";
  const values = (isReal ? reals : longs)(node, from.at(0), to.at(0), step.at(0));
  const type = isReal ? "real" : from.type === "int" ? "long" : from.type;
  return { length: values.length, columns: [storedColumn(node.name, type, values)] };
}

/** A range whose start, end or step is null has no rows. */
function longs(node: Range, start: Value, end: Value, step: Value): readonly bigint[] {
  const [from, to, by] = [asLong(start), asLong(end), asLong(step)];
  if (from === null || to === null || by === null) return [];
  if (by === 0n) throw stepless(node);
  if (by > 0n ? from > to : from < to) return [];
  const length = Number((to - from) / by) + 1;
  limit("rows", length, node);
  return Array.from({ length }, (_, index) => from + BigInt(index) * by);
}

/** Adds the step again and again, so that rounding errors accumulate as in the service. */
function reals(node: Range, start: Value, end: Value, step: Value): readonly number[] {
  const [from, to, by] = [asNumber(start), asNumber(end), asNumber(step)];
  if (from === null || to === null || by === null) return [];
  if (by === 0 || !Number.isFinite(by)) throw stepless(node);
  const steps = (to - from) / by;
  if (!(steps >= 0)) return [];
  limit("rows", steps + 1, node);
  const values: number[] = [];
  for (
    let value = from;
    (by > 0 ? value <= to : value >= to) && values.length <= steps + 1;
    value += by
  )
    values.push(value);
  return values;
}

function stepless(node: Range): KqlError {
  return new KqlError("semantic", "a range needs a finite step other than zero", node.step);
}
