import { asNumber } from "../evaluate/numbers.ts";
import type { ScalarFunction } from "./function.ts";

/** A function of one number that gives a real. */
export function realFunction(compute: (value: number) => number): ScalarFunction {
  return {
    arity: [1, 1],
    type: "real",
    call: ([value = null]) => {
      const number = asNumber(value);
      return number === null ? null : compute(number);
    },
  };
}
