import { asNumber } from "../evaluate/numbers.ts";
import type { FunctionTable } from "./function.ts";
import { realFunction } from "./real-function.ts";

export const TRIGONOMETRY: FunctionTable = {
  sin: realFunction(Math.sin),
  cos: realFunction(Math.cos),
  tan: realFunction(Math.tan),
  cot: realFunction((angle) => 1 / Math.tan(angle)),
  asin: realFunction(Math.asin),
  acos: realFunction(Math.acos),
  atan: realFunction(Math.atan),
  atan2: {
    arity: [2, 2],
    type: "real",
    call: ([y = null, x = null]) => {
      const [rise, run] = [asNumber(y), asNumber(x)];
      return rise === null || run === null ? null : Math.atan2(rise, run);
    },
  },
  radians: realFunction((degrees) => (Math.PI / 180) * degrees),
  degrees: realFunction((radians) => (180 / Math.PI) * radians),
  pi: { arity: [0, 0], type: "real", call: () => Math.PI },
  exp2: realFunction((exponent) => 2 ** exponent),
  exp10: realFunction((exponent) => 10 ** exponent),
  isfinite: {
    arity: [1, 1],
    type: "bool",
    call: ([value = null]) => Number.isFinite(asNumber(value)),
  },
};
