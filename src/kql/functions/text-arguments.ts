import { asLong } from "../evaluate/numbers.ts";
import { toText } from "../values/text.ts";
import type { Value } from "../values/types.ts";
import type { CallSite, ScalarFunction } from "./function.ts";

/** An argument as text, whatever its type. */
export const textAt = (args: readonly Value[], index: number, { types }: CallSite) =>
  toText(args[index] ?? null, types[index] ?? "string");
export const numberAt = (args: readonly Value[], index: number, otherwise: number) =>
  Number(asLong(args[index] ?? null) ?? BigInt(otherwise));

/** A function of one text. */
export function ofText(
  type: ScalarFunction["type"],
  compute: (text: string) => Value,
): ScalarFunction {
  return { arity: [1, 1], type, call: (args, site) => compute(textAt(args, 0, site)) };
}
