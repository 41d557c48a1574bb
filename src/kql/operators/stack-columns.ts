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

/** Up to this share of the rows, those of legs without codes get a code each. */
const UNCODED = 0.5;

/** Codes of the stack, if most rows are of legs with some; a constant has one. */
function codesOfLegs(legs: readonly Stacked[]): Codes | undefined {
  let [length, uncoded] = [0, 0];
  const coded = legs.map((leg) => {
    const codes = leg.column.constant ? codesOf(new Uint32Array(leg.length), 1) : leg.column.codes;
    length += leg.length;
    if (!codes) uncoded += leg.length;
    return { codes: codes ?? oneForEach(leg.length), length: leg.length };
  });
  return uncoded <= length * UNCODED ? stackCodes(coded) : undefined;
}

function oneForEach(length: number): Codes {
  return { count: length, list: () => Uint32Array.from({ length }, (_, row) => row) };
}
