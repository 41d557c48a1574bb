import { asLong } from "../evaluate/numbers.ts";
import { toText } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import type { CallSite, ScalarFunction } from "./function.ts";

/** An argument as `tostring()` gives it; "" for one that is absent. */
export function textAt(args: readonly Value[], index: number, { types }: CallSite): string {
  return toText(args[index] ?? null, types[index] ?? "string");
}

/** An argument as a whole number; `otherwise` for one that is absent or not a number. */
export function wholeAt(args: readonly Value[], index: number, otherwise: number): number {
  return Number(asLong(args[index] ?? null) ?? BigInt(otherwise));
}

/** A function of one text. */
export function ofText(
  type: ScalarFunction["type"],
  compute: (text: string) => Value,
): ScalarFunction {
  return { arity: [1, 1], type, call: (args, site) => compute(textAt(args, 0, site)) };
}

/** A number as a JavaScript number; null for anything else, booleans included. */
export function numericOrNull(value: Value): number | null {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? value : null;
}

/** The texts in the arguments from `index` on: each is a text or an array of texts. */
export function textsFrom(args: readonly Value[], index: number): string[] {
  return args
    .slice(index)
    .flatMap((value) => (isList(value) ? value : [value]))
    .filter((value) => typeof value === "string");
}
