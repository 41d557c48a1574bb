import { KqlError, unsupported } from "../errors.ts";
import { convert } from "../functions/conversion.ts";
import type { Call, Expression } from "../nodes.ts";
import { EMPTY_ROW, type Table } from "../table.ts";
import { compareValues } from "../values/compare.ts";
import { missing, type ScalarType, type Value } from "../values/types.ts";
import { type Compiled, constant } from "./compiled.ts";
import { compile } from "./evaluator.ts";
import { asLong, asNumber, ofType } from "./numbers.ts";
import type { Context } from "./scope.ts";

type Window = (node: Call, args: readonly Compiled[], length: number) => Compiled;

/** Functions that see the neighbours of a row, in the order of the rows. */
const WINDOWS: ReadonlyMap<string, Window> = new Map(
  Object.entries({
    prev: (node, args, length) => neighbour(node, args, length, -1),
    next: (node, args, length) => neighbour(node, args, length, 1),
    row_number: rowNumber,
    row_cumsum: rowCumulativeSum,
    row_rank_dense: (node, args, length) => rowRank(node, args, length, true),
    row_rank_min: (node, args, length) => rowRank(node, args, length, false),
    row_window_session: rowWindowSession,
  } satisfies Record<string, Window>),
);

export function isWindowFunction(name: string): boolean {
  return WINDOWS.has(name);
}

/** @throws KqlError (`unsupported`) where there are no rows, as in a `let` statement */
export function windowCall(node: Call, row: Table, context: Context): Compiled {
  const window = WINDOWS.get(node.name) as Window;
  if (row === EMPTY_ROW) throw unsupported(`${node.name}() outside the rows of a table`, node);
  const args = node.args.map(({ value }: { value: Expression }) => compile(value, row, context));
  return window(node, args, row.length);
}

/** `prev(column, offset, default)` and `next(...)`: the cell of a row before or after. */
function neighbour(
  node: Call,
  [source, offset, byDefault]: readonly Compiled[],
  length: number,
  direction: 1 | -1,
): Compiled {
  if (!source) throw missingArgument(node);
  const by = Number(asLong(offset?.at(0) ?? 1n) ?? 1n) * direction;
  const otherwise = byDefault ?? constant(source.type, missing(source.type));
  return {
    type: source.type,
    constant: false,
    at: (row) => {
      const other = row + by;
      if (other >= 0 && other < length) return source.at(other);
      return convert(otherwise.at(row), otherwise.type, source.type);
    },
  };
}

/** Values of which each depends on those before it, computed once and in order. */
function inOrder(type: ScalarType, length: number, next: (row: number) => Value): Compiled {
  let values: Value[] | undefined;
  return {
    type,
    constant: false,
    at: (row) => {
      values ??= Array.from({ length }, (_, each) => next(each));
      return values[row] as Value;
    },
  };
}

/** `row_number(start, restart)` */
function rowNumber(_: Call, [start, restart]: readonly Compiled[], length: number): Compiled {
  const first = asLong(start?.at(0) ?? 1n) ?? 1n;
  let number = first - 1n;
  return inOrder("long", length, (row) => {
    number = restart?.at(row) === true ? first : number + 1n;
    return number;
  });
}

/** `row_cumsum(term, restart)`; a null term adds nothing. */
function rowCumulativeSum(
  node: Call,
  [term, restart]: readonly Compiled[],
  length: number,
): Compiled {
  if (!term) throw missingArgument(node);
  const { type } = term;
  let [whole, real] = [0n, 0];
  return inOrder(type, length, (row) => {
    if (restart?.at(row) === true) [whole, real] = [0n, 0];
    const value = term.at(row);
    whole += type === "real" ? 0n : (asLong(value) ?? 0n);
    real += type === "real" ? (asNumber(value) ?? 0) : 0;
    return type === "real" ? real : ofType(whole, type);
  });
}

/** `row_rank_dense(term, restart)` and `row_rank_min(...)`: equal terms in a row rank equal. */
function rowRank(
  node: Call,
  [term, restart]: readonly Compiled[],
  length: number,
  isDense: boolean,
): Compiled {
  if (!term) throw missingArgument(node);
  let [rank, number] = [0n, 0n];
  return inOrder("long", length, (row) => {
    const begins = row === 0 || restart?.at(row) === true;
    if (begins) [rank, number] = [0n, 0n];
    number += 1n;
    if (begins || !isSame(term.at(row - 1), term.at(row))) rank = isDense ? rank + 1n : number;
    return rank;
  });
}

function isSame(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  return compareValues(left, right) === 0;
}

/**
 * `row_window_session(time, fromFirst, fromPrevious, restart)`: the time of the first row of the
 * session that a row belongs to.
 */
function rowWindowSession(
  node: Call,
  [time, fromFirst, fromPrevious, restart]: readonly Compiled[],
  length: number,
): Compiled {
  if (!time || !fromFirst || !fromPrevious) throw missingArgument(node);
  let [first, previous]: [bigint | null, bigint | null] = [null, null];
  return inOrder("datetime", length, (row) => {
    const own = asLong(time.at(row));
    const isOver = (since: bigint | null, most: Value) =>
      since === null || own === null || own >= since + (asLong(most) ?? 0n);
    if (
      restart?.at(row) === true ||
      isOver(first, fromFirst.at(row)) ||
      isOver(previous, fromPrevious.at(row))
    )
      first = own;
    previous = own;
    return first;
  });
}

function missingArgument(node: Call): KqlError {
  return new KqlError("semantic", `${node.name}() needs more arguments`, node);
}
