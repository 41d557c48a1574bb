import { formatDatetime } from "./datetime.ts";
import { formatTimespan } from "./timespan.ts";
import { isBag, isList, type ScalarType, type Value } from "./types.ts";

/** What `tostring()` gives: "" for null, "True"/"False", reals with a point, JSON for arrays and bags. */
export function toText(value: Value, type: ScalarType): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (type === "datetime" && typeof value === "bigint") return formatDatetime(value);
  if (type === "timespan" && typeof value === "bigint") return formatTimespan(value);
  if (typeof value === "boolean") return type === "dynamic" ? String(value) : value ? "True" : "False";
  if (typeof value === "number") return type === "real" ? realText(value) : String(value);
  if (typeof value === "bigint") return value.toString();
  return jsonText(value);
}

function realText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}

/** JSON text of a dynamic value; longs beyond 2^53 keep their digits. */
export function jsonText(value: Value): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) return `"${realText(value)}"`;
  if (isList(value)) return `[${value.map(jsonText).join(",")}]`;
  if (isBag(value))
    return `{${Object.entries(value)
      .map(([k, v]) => `${JSON.stringify(k)}:${jsonText(v)}`)
      .join(",")}}`;
  return JSON.stringify(value);
}

/** A typed cell as it is kept inside a dynamic: times become their text, longs become numbers where they fit. */
export function toDynamic(value: Value, type: ScalarType): Value {
  if (typeof value !== "bigint") return value;
  if (type === "datetime" || type === "timespan") return toText(value, type);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** The value of a JSON text, or the text itself as a dynamic string where it is not JSON (as `parse_json` does). */
export function parseJson(text: string): Value {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
