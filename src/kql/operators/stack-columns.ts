import { type Codes, codesOf, stackCodes } from "../columns/codes.ts";
import { type Column, readColumn } from "../columns/column.ts";
import type { ColumnSchema } from "../values/types.ts";

/** The rows that a column takes from one of the tables that are stacked. */
export interface Stacked {
  readonly column: Column;
  readonly length: number;
}

/** Where each row of a stack comes from. */
export interface Stack {
  /** The first row of each leg. */
  readonly starts: readonly number[];
  /** The leg of each row. */
  readonly leg: Uint32Array;
}

export function stackLegs(lengths: readonly number[]): Stack {
  const leg = new Uint32Array(lengths.reduce((sum, length) => sum + length, 0));
  const starts: number[] = [];
  let start = 0;
  lengths.forEach((length, index) => {
    starts.push(start);
    leg.fill(index, start, start + length);
    start += length;
  });
  return { starts, leg };
}

/** One column of several, one below the other. */
export function stackColumns(
  schema: ColumnSchema,
  legs: readonly Stacked[],
  { starts, leg }: Stack,
): Column {
  const columns = legs.map(({ column }) => column);
  const read = (row: number) => {
    const index = leg[row] as number;
    return (columns[index] as Column).at(row - (starts[index] as number));
  };
  return readColumn(schema, read, codesOfLegs(legs));
}

/** Codes of the stack, if all legs have some; a constant has one. */
function codesOfLegs(legs: readonly Stacked[]): Codes | undefined {
  const coded: { codes: Codes; length: number }[] = [];
  for (const { column, length } of legs) {
    const codes = column.constant ? codesOf(new Uint32Array(length), 1) : column.codes;
    if (!codes) return undefined;
    coded.push({ codes, length });
  }
  return stackCodes(coded);
}
