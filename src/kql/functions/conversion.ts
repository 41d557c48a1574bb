import { asLong, asNumber, ofType } from "../evaluate/numbers.ts";
import { inRange, parseDatetime } from "../values/datetime.ts";
import { longOfDecimal, parseDecimal } from "../values/decimal.ts";
import { parseGuid } from "../values/guid.ts";
import { parseReal } from "../values/real.ts";
import { parseJson, toDynamic, toText } from "../values/text.ts";
import { parseTimespan } from "../values/timespan.ts";
import { isBag, isList, type ScalarType, type Value } from "../values/types.ts";
import { parseWhole } from "../values/whole-number.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

/** Converts a cell from one type to another; null (or "") if its value cannot be converted. */
export function convert(value: Value, from: ScalarType, to: ScalarType): Value {
  if (from === to) return value;
  if (value === null) return to === "string" ? "" : null;
  if (from === "decimal") return convertDecimal(String(value), to);
  switch (to) {
    case "string":
      return toText(value, from);
    case "dynamic":
      return toDynamic(value, from);
    case "bool":
      return toBool(value);
    case "int":
      return typeof value === "string" ? toInt(parseWhole(value, 32)) : toInt(value);
    case "long":
      return typeof value === "string" ? parseWhole(value, 64) : asLong(value);
    case "real":
      return typeof value === "string" ? parseReal(value) : asNumber(value);
    case "decimal":
      return parseDecimal(String(typeof value === "boolean" ? Number(value) : value));
    case "datetime":
      return typeof value === "string" ? parseDatetime(value) : inRange(asLong(value) ?? -1n);
    case "timespan":
      return typeof value === "string" ? parseTimespan(value) : asLong(value);
    case "guid":
      return typeof value === "string" ? parseGuid(value) : null;
  }
}

function convertDecimal(value: string, to: ScalarType): Value {
  if (to === "string" || to === "dynamic") return value;
  if (to === "real") return Number(value);
  return to === "bool" ? value !== "0" : convert(longOfDecimal(value), "long", to);
}

function toBool(value: Value): Value {
  if (typeof value === "string") {
    const word = value.trim().toLowerCase();
    if (word === "true" || word === "false") return word === "true";
    const number = parseWhole(word, 64);
    return number === null ? null : number !== 0n;
  }
  const number = asNumber(value);
  return number === null ? null : number !== 0;
}

/** A long keeps its low 32 bits, and a real beyond the int's range becomes the nearest int. */
function toInt(value: Value): Value {
  if (typeof value !== "number") {
    const long = asLong(value);
    return long === null ? null : ofType(long, "int");
  }
  const nearest = Math.min(Math.max(Math.trunc(value), -(2 ** 31)), 2 ** 31 - 1);
  return Number.isNaN(nearest) ? null : nearest + 0;
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
    typeof value === "string" && types[0] === "string"
      ? parseJson(value)
      : toDynamic(value, types[0] ?? "dynamic"),
};

const gettype: ScalarFunction = {
  arity: [1, 1],
  type: "string",
  seesNull: true,
  call: ([value = null], { types }) =>
    types[0] === "dynamic" ? dynamicType(value) : (types[0] ?? "null"),
};

function dynamicType(value: Value): string {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (isBag(value)) return "dictionary";
  if (typeof value === "number") return "double";
  return typeof value === "bigint" ? "long" : typeof value === "boolean" ? "bool" : "string";
}

export const CONVERSION: FunctionTable = {
  tostring: conversionTo("string"),
  toint: conversionTo("int"),
  tolong: conversionTo("long"),
  todouble: conversionTo("real"),
  toreal: conversionTo("real"),
  todecimal: conversionTo("decimal"),
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
