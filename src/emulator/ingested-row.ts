import {
  type ColumnSchema,
  fromParsedJson,
  jsonText,
  parseDatetime,
  type ScalarType,
  ticksFromMs,
  type Value,
} from "../kql/index.ts";

const DAY = 24 * 3_600_000;

/**
 * A TimeGenerated further from the arrival than this is replaced by it, ms. Source: "Standard
 * columns in Azure Monitor Logs".
 */
const OLDEST = 2 * DAY;
const NEWEST = DAY;

/** A longer field is cut, silently, bytes. Source: Azure Monitor limits, custom logs. */
const LONGEST_FIELD = 64 * 1024;

/**
 * A row of a request as it is stored: the columns of its stream, each null unless the value has the
 * column's type. `arrival` is the time of the request, ms.
 */
export function ingestedRow(
  sent: Readonly<Record<string, unknown>>,
  columns: readonly ColumnSchema[],
  arrival: number,
): Record<string, Value> {
  const row = Object.fromEntries(
    columns.map(({ name, type }) => [
      name,
      Object.hasOwn(sent, name) ? ingestedValue(sent[name], type) : null,
    ]),
  );
  return { ...row, TimeGenerated: storedTime(row["TimeGenerated"] ?? null, arrival) };
}

function storedTime(time: Value, arrival: number): bigint {
  const replaced = ticksFromMs(arrival);
  if (typeof time !== "bigint") return replaced;
  const isNear = time >= ticksFromMs(arrival - OLDEST) && time <= ticksFromMs(arrival + NEWEST);
  return isNear ? time : replaced;
}

/** The value as a column of this type has it; null if it is of another type. */
function ingestedValue(value: unknown, type: ScalarType): Value {
  switch (type) {
    case "string":
      return typeof value === "string" ? cutField(value) : null;
    case "datetime":
      return typeof value === "string" ? parseDatetime(value) : null;
    case "bool":
      return typeof value === "boolean" ? value : null;
    case "int":
      return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31
        ? value
        : null;
    case "long":
      return Number.isSafeInteger(value) ? BigInt(value as number) : null;
    case "real":
      return typeof value === "number" ? value : null;
    case "dynamic":
      return dynamicField(fromParsedJson(value ?? null));
    default:
      return null;
  }
}

/** A dynamic that is cut is no JSON any more, so that it is a text. */
function dynamicField(value: Value): Value {
  const text = typeof value === "string" ? value : jsonText(value);
  const cut = cutField(text);
  return cut === text ? value : cut;
}

/** The longest prefix that the service keeps, without half a character at its end. */
function cutField(text: string): string {
  if (text.length * 3 <= LONGEST_FIELD) return text;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= LONGEST_FIELD) return text;
  return new TextDecoder().decode(bytes.subarray(0, LONGEST_FIELD), { stream: true });
}
