import { convert } from "../functions/conversion.ts";
import { toText } from "../values/text.ts";
import { missing, type ScalarType, type Value } from "../values/types.ts";

/**
 * An item of an array as a value of a type. Unlike a conversion, this parses no numbers: a number
 * stays one, with its fraction cut off for an integer, and only a string becomes a time or a guid.
 */
export function castItem(item: Value, type: ScalarType): Value {
  if (type === "dynamic" || item === null) return item ?? missing(type);
  if (type === "string") return toText(item, "dynamic");
  if (type === "datetime" || type === "guid")
    return typeof item === "string" ? convert(item, "string", type) : null;
  if (type === "bool") return isWhole(item) || typeof item === "boolean" ? Boolean(item) : null;
  return typeof item === "number" || typeof item === "bigint"
    ? convert(item, "dynamic", type)
    : null;
}

function isWhole(item: Value): boolean {
  return typeof item === "bigint" || Number.isInteger(item);
}
