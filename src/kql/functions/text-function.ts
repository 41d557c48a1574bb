import type { ScalarType, Value } from "../values/types.ts";
import { textAt } from "./arguments.ts";
import type { CallSite, ScalarFunction } from "./function.ts";

/** A function of one argument, read as text. */
export function textFunction(
  type: ScalarType,
  compute: (text: string, site: CallSite) => Value,
): ScalarFunction {
  return { arity: [1, 1], type, call: (args, site) => compute(textAt(args, 0, site), site) };
}
