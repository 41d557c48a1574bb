import { asLong, asNumber, wrap64 } from "../evaluate/numbers.ts";
import { inRange, parseDatetime } from "../values/datetime.ts";
import { parseJson, toDynamic, toText } from "../values/text.ts";
import { parseTimespan } from "../values/timespan.ts";
import { isBag, isList, type ScalarType, type Value } from "../values/types.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

/** Converts a cell from one type to another; null (or "") if its value cannot be converted. */
export function convert(value: Value, from: ScalarType, to: ScalarType): Value {
  if (from === to) return value;
  if (value === null) return to === "string" ? "" : null;
  switch (to) {
    case "string":
      return toText(value, from);
    case "dynamic":
      return toDynamic(value, from);
    case "bool":
      return toBool(value);
    case "int":
    case "long":
      return toInteger(value, to);
    case "real":
      return toReal(value);
    case "datetime":
      return typeof value === "string" ? parseDatetime(value) : inRange(asLong(value) ?? -1n);
    case "timespan":
      return typeof value === "string" ? parseTimespan(value) : asLong(value);
    case "guid":
      return toGuid(value);
  }
}

function toBool(value: Value): Value {
  if (typeof value === "string") {
    const word = value.trim().toLowerCase();
    if (word === "true" || word === "false") return word === "true";
    const number = parseInteger(word);
    return number === null ? null : number !== 0n;
  }
  const number = asNumber(value);
  return number === null ? null : number !== 0;
}

function toInteger(value: Value, to: "int" | "long"): Value {
  const long = typeof value === "string" ? parseInteger(value) : asLong(value);
  if (long === null) return null;
  if (to === "long") return wrap64(long);
  return typeof value === "string" && BigInt.asIntN(32, long) !== long
    ? null
    : Number(BigInt.asIntN(32, long));
}

function parseInteger(text: string): bigint | null {
  const trimmed = text.trim();
  if (/^[+-]?\d+$/.test(trimmed) || /^0x[0-9a-f]+$/i.test(trimmed)) {
    const value = BigInt(trimmed.replace(/^\+/, ""));
    if (/^0x/i.test(trimmed)) return BigInt.asUintN(64, value) === value ? wrap64(value) : null;
    return BigInt.asIntN(64, value) === value ? value : null;
  }
  return null;
}

function toReal(value: Value): Value {
  if (typeof value !== "string") return asNumber(value);
  const text = value.trim();
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^-?inf$/.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text === "" || !/^[+-]?(\d|\.\d|inf|nan)/i.test(text) || Number.isNaN(Number(text))
    ? null
    : Number(text);
}

function toGuid(value: Value): Value {
  const text = String(value)
    .replace(/[{}()]/g, "")
    .toLowerCase();
  return /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/.test(text)
    ? text.replace(/-/g, "").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
    : null;
}

function conversionTo(type: ScalarType): ScalarFunction {
  return {
    arity: [1, 1],
    type,
    seesNull: true,
    call: ([value = null], { types }) => convert(value, types[0] ?? "dynamic", type),
  };
}

const parse: ScalarFunction = {
  arity: [1, 1],
  type: "dynamic",
  seesNull: true,
  call: ([value = null], { types }) =>
    typeof value === "string" ? parseJson(value) : toDynamic(value, types[0] ?? "dynamic"),
};

const gettype: ScalarFunction = {
  arity: [1, 1],
  type: "string",
  seesNull: true,
  call: ([value = null], { types }) =>
    types[0] === "dynamic" ? dynamicType(value) : typeWord(types[0] ?? "dynamic"),
};

function typeWord(type: ScalarType): string {
  return type === "real" ? "real" : type;
}

function dynamicType(value: Value): string {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (isBag(value)) return "dictionary";
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double";
  return typeof value === "bigint" ? "long" : typeof value === "boolean" ? "bool" : "string";
}

export const CONVERSION: FunctionTable = {
  tostring: conversionTo("string"),
  toint: conversionTo("int"),
  tolong: conversionTo("long"),
  todouble: conversionTo("real"),
  toreal: conversionTo("real"),
  tobool: conversionTo("bool"),
  toboolean: conversionTo("bool"),
  todatetime: conversionTo("datetime"),
  totimespan: conversionTo("timespan"),
  toguid: conversionTo("guid"),
  parse_json: parse,
  todynamic: parse,
  toobject: parse,
  parsejson: parse,
  gettype,
};
