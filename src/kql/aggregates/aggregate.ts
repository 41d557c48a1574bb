import type { Column } from "../columns/column.ts";
import type { Compiled } from "../evaluate/compiled.ts";
import type { Context } from "../evaluate/scope.ts";
import type { Call } from "../nodes.ts";
import type { Table } from "../table.ts";
import type { ScalarType, Value } from "../values/types.ts";

/** Computes one value from the rows of a group. */
export type OverRows = (rows: Uint32Array) => Value;

/** An aggregate function as `summarize` calls it. */
export interface AggregateFunction {
  readonly arity: readonly [least: number, most: number];
  /** The prefix of an unnamed result, if it is not the function's name. */
  readonly prefix?: string;
  type(types: readonly ScalarType[]): ScalarType;
  /** Called once for a query; what it returns is called for each group. */
  over(args: readonly Compiled[], input: AggregateInput): OverRows;
}

export interface AggregateInput {
  /** Rows of the table that is summarized. */
  readonly length: number;
}

export type AggregateTable = Readonly<Record<string, AggregateFunction>>;

/** One output column of a summarize. */
export interface Aggregate {
  readonly name: string;
  readonly type: ScalarType;
  readonly over: OverRows;
}

/** What an aggregate that gives several columns is expanded in. */
export interface Expansion {
  /** The names that the query gives to the columns; the others are implied. */
  readonly names: readonly string[];
  /** The columns that the rows are grouped by. */
  readonly keys: readonly Column[];
  readonly input: Table;
  readonly context: Context;
}

/** An aggregate that gives several columns, such as `arg_max`. */
export type Expand = (node: Call, expansion: Expansion) => Aggregate[];

export const always = (type: ScalarType) => () => type;
export const firstType = (types: readonly ScalarType[]): ScalarType => types[0] ?? "dynamic";

/** The cells of a group, without nulls. */
export function readCells(rows: Uint32Array, source: Compiled | undefined): Value[] {
  const cells: Value[] = [];
  if (!source) return cells;
  for (const row of rows) {
    const cell = source.at(row);
    if (cell !== null) cells.push(cell);
  }
  return cells;
}

/** The `...if` form of an aggregate: an additional argument decides which rows count. */
export function onlyWhere(base: AggregateFunction, prefix: string): AggregateFunction {
  const [least, most] = base.arity;
  return {
    arity: [least + 1, most + 1],
    prefix,
    type: base.type,
    over: (args, input) => {
      const condition = args.at(least);
      const over = base.over(
        args.filter((_, index) => index !== least),
        input,
      );
      return (rows) => over(rows.filter((row) => condition?.at(row) === true));
    },
  };
}
