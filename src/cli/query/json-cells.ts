import { jsonText, type ScalarType, type Table, toText, type Value } from "../../kql/index.ts";

/**
 * A cell as JSON that keeps its value: a long beyond 2^53 is a string of digits, a dynamic value
 * is JSON as `tostring()` writes it, and times, and numbers that JSON does not have, are strings.
 */
export function jsonCell(value: Value, type: ScalarType): string {
  if (value === null) return "null";
  if (type === "int") return String(value);
  if (type === "dynamic" || typeof value === "number" || typeof value === "boolean")
    return jsonText(value);
  const text = toText(value, type);
  return type === "long" && Number.isSafeInteger(Number(value)) ? text : JSON.stringify(text);
}

/** `[{"name":"x","type":"long"}]` */
export function jsonColumns({ columns }: Table): string {
  return JSON.stringify(columns.map(({ name, type }) => ({ name, type })));
}

/** Each row as a JSON array, in the order of the columns. */
export function* jsonRows({ columns, length }: Table): Iterable<string> {
  for (let row = 0; row < length; row++)
    yield `[${columns.map(({ at, type }) => jsonCell(at(row), type)).join(",")}]`;
}
