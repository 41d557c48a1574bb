import { KqlError } from "../errors.ts";
import { asLong, asNumber, ofType } from "../evaluate/numbers.ts";
import { inRange } from "../values/datetime.ts";
import type { Value } from "../values/types.ts";
import type { CallSite, FunctionTable } from "./function.ts";
import { binType } from "./maths.ts";

/** `bin_at(value, size, point)`: rounds down to a whole number of sizes away from the point. */
function binAt(args: readonly Value[], { types, at }: CallSite): Value {
  if ((types[0] === "datetime" || types[0] === "timespan") && types[1] !== "timespan")
    throw new KqlError("semantic", "bin_at() of a time takes a timespan as its size", at);
  const type = binType(types);
  if (type === "real") return binReal(args);
  const [value = null, size = null, point = null] = args.map(asLong);
  if (value === null || size === null || point === null || size <= 0n) return null;
  const binned = value - ((((value - point) % size) + size) % size);
  return type === "datetime" ? inRange(binned) : ofType(binned, type);
}

function binReal(args: readonly Value[]): Value {
  const [value = null, size = null, point = null] = args.map(asNumber);
  if (value === null || size === null || point === null || !(size > 0)) return null;
  return point + Math.floor((value - point) / size) * size;
}

function isAround(value: Value, center: Value, delta: Value): Value {
  if (typeof value === "bigint" && typeof center === "bigint" && typeof delta === "bigint")
    return value >= center - delta && value <= center + delta;
  const [number, middle, distance] = [asNumber(value), asNumber(center), asNumber(delta)];
  if (number === null || middle === null || distance === null) return null;
  return number >= middle - distance && number <= middle + distance;
}

export const NEAR: FunctionTable = {
  bin_at: { arity: [3, 3], type: binType, call: binAt },
  /** `around(value, center, delta)`: whether the value is at most delta away. */
  around: {
    arity: [3, 3],
    type: "bool",
    call: ([value = null, center = null, delta = null]) => isAround(value, center, delta),
  },
};
