import { asLong, ofType } from "../evaluate/numbers.ts";
import { type AggregateFunction, type AggregateTable, firstType, readCells } from "./aggregate.ts";

/** Combines the bits of all values; a group without any has none to combine. */
function allBits(combine: (a: bigint, b: bigint) => bigint): AggregateFunction {
  return {
    arity: [1, 1],
    prefix: "",
    type: firstType,
    over:
      ([source]) =>
      (rows) => {
        const values = readCells(rows, source).map((cell) => asLong(cell) ?? 0n);
        const [first, ...others] = values;
        if (first === undefined) return null;
        return ofType(others.reduce(combine, first), source?.type ?? "long");
      },
  };
}

export const BITS: AggregateTable = {
  binary_all_and: allBits((a, b) => a & b),
  binary_all_or: allBits((a, b) => a | b),
  binary_all_xor: allBits((a, b) => a ^ b),
};
