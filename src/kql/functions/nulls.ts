import { commonType, type Value } from "../values/types.ts";
import { convert } from "./conversion.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

function test(holds: (value: Value) => boolean): ScalarFunction {
  return { arity: [1, 1], type: "bool", seesNull: true, call: ([value = null]) => holds(value) };
}

const isNull = (value: Value) => value === null;
/** An array or bag without members is not empty. */
const isEmpty = (value: Value) => value === null || value === "";

const isnotnull = test((value) => !isNull(value));
const isnotempty = test((value) => !isEmpty(value));

/** `coalesce` skips empty strings, since a string is never null. */
const coalesce: ScalarFunction = {
  arity: [1, 64],
  type: commonType,
  seesNull: true,
  call: (args, { types }) => {
    const type = commonType(types);
    const values = args.map((value, index) => convert(value, types[index] ?? type, type));
    const isMissing = type === "string" ? isEmpty : isNull;
    return values.find((value) => !isMissing(value)) ?? null;
  },
};

export const NULLS: FunctionTable = {
  isnull: test(isNull),
  isnotnull,
  notnull: isnotnull,
  isempty: test(isEmpty),
  isnotempty,
  notempty: isnotempty,
  coalesce,
  not: { arity: [1, 1], type: "bool", call: ([value = null]) => !value },
};
