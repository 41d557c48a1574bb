import type { ScalarType, Value } from "../values/types.ts";

/** A cell as a JavaScript number, or null if it is not numeric. */
export function asNumber(value: Value): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return Number(value);
  return null;
}

/** A cell as a 64-bit integer (fractions truncated), or null if it is not numeric. */
export function asLong(value: Value): bigint | null {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number" && !Number.isNaN(value)) return saturate(value);
  return null;
}

function saturate(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value));
}

export function wrap64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** A number as a cell of a numeric type. */
export function ofType(value: number | bigint, type: ScalarType): Value {
  if (type === "real" || type === "dynamic") return Number(value);
  if (typeof value === "number" && Number.isNaN(value)) return null;
  if (type === "int")
    return Number(BigInt.asIntN(32, typeof value === "bigint" ? value : saturate(value)));
  return typeof value === "bigint" ? wrap64(value) : asLong(value);
}
