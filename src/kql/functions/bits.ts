import { asLong, wrap64 } from "../evaluate/numbers.ts";
import { wholeAt } from "./arguments.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

function onLongs(compute: (left: bigint, right: bigint) => bigint | null): ScalarFunction {
  return {
    arity: [2, 2],
    type: "long",
    call: (args) => {
      const [left, right] = [asLong(args[0] ?? null), asLong(args[1] ?? null)];
      const result = left === null || right === null ? null : compute(left, right);
      return result === null ? null : wrap64(result);
    },
  };
}

/** The number of bits that are set in the two's complement. */
function countOnes(value: bigint): bigint {
  let ones = 0n;
  for (let rest = BigInt.asUintN(64, value); rest > 0n; rest >>= 1n) ones += rest & 1n;
  return ones;
}

export const BITS: FunctionTable = {
  binary_and: onLongs((left, right) => left & right),
  binary_or: onLongs((left, right) => left | right),
  binary_xor: onLongs((left, right) => left ^ right),
  binary_shift_left: onLongs((value, by) => (by < 0n ? null : value << (by % 64n))),
  binary_shift_right: onLongs((value, by) => (by < 0n ? null : value >> (by % 64n))),
  binary_not: {
    arity: [1, 1],
    type: "long",
    call: ([value = null]) => {
      const long = asLong(value);
      return long === null ? null : ~long;
    },
  },
  bitset_count_ones: {
    arity: [1, 1],
    type: "long",
    call: ([value = null]) => {
      const long = asLong(value);
      return long === null ? null : countOnes(long);
    },
  },
  /** `tohex(number [, length])`: a negative number has all digits of its type. */
  tohex: {
    arity: [1, 2],
    type: "string",
    call: (args, { types }) => {
      const long = asLong(args[0] ?? null);
      if (long === null) return "";
      const digits = BigInt.asUintN(types[0] === "int" ? 32 : 64, long).toString(16);
      return digits.padStart(Math.min(wholeAt(args, 1, 0), 16), "0");
    },
  },
};
