import { KqlError } from "../errors.ts";
import { limit } from "../limits.ts";
import type { Range } from "../nodes.ts";
import { EMPTY_ROW, storedColumn, type Table } from "../table.ts";
import type { Value } from "../values/types.ts";
import { compile } from "./expression.ts";
import { asLong, asNumber } from "./numbers.ts";
import type { Context } from "./scope.ts";

/** `range x from a to b step s`: as many rows as there are steps, counted before any is made. */
export function range(node: Range, context: Context): Table {
  const [from, to, step] = [node.from, node.to, node.step].map((part) =>
    compile(part, EMPTY_ROW, context),
  );
  if (!from || !to || !step) return { length: 0, columns: [] };
  const isReal = from.type === "real" || step.type === "real";
  const values = (isReal ? reals : longs)(node, from.at(0), to.at(0), step.at(0));
  const type = isReal ? "real" : from.type === "int" ? "long" : from.type;
  return { length: values.length, columns: [storedColumn(node.name, type, values)] };
}

/** A range without a start, an end or a step has no rows. */
function longs(node: Range, start: Value, end: Value, step: Value): readonly bigint[] {
  const [from, to, by] = [asLong(start), asLong(end), asLong(step)];
  if (from === null || to === null || by === null) return [];
  if (by === 0n) throw stepless(node);
  if (by > 0n ? from > to : from < to) return [];
  const length = Number((to - from) / by) + 1;
  limit("rows", length, node);
  return Array.from({ length }, (_, index) => from + BigInt(index) * by);
}

/**
 * Each value is the one before it plus the step, so that fractions add up as they do in the
 * service.
 */
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
  return new KqlError("semantic", "a range needs a step from one value to the next", node.step);
}
