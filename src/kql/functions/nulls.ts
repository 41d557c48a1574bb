import { isBag, isList, type Value } from "../values/types.ts";
import { type FunctionTable, firstType } from "./function.ts";

function isEmpty(value: Value): boolean {
  return (
    value === null ||
    value === "" ||
    (isList(value) && value.length === 0) ||
    (isBag(value) && Object.keys(value).length === 0)
  );
}

/** `coalesce` skips empty strings, since a string is never null. */
function firstNonEmpty(args: readonly Value[]): Value {
  return args.find((value) => value !== null && value !== "") ?? args.at(-1) ?? null;
}

export const NULLS: FunctionTable = {
  isnull: { arity: [1, 1], type: "bool", seesNull: true, call: ([value = null]) => value === null },
  isnotnull: {
    arity: [1, 1],
    type: "bool",
    seesNull: true,
    call: ([value = null]) => value !== null,
  },
  notnull: {
    arity: [1, 1],
    type: "bool",
    seesNull: true,
    call: ([value = null]) => value !== null,
  },
  isempty: {
    arity: [1, 1],
    type: "bool",
    seesNull: true,
    call: ([value = null]) => isEmpty(value),
  },
  isnotempty: {
    arity: [1, 1],
    type: "bool",
    seesNull: true,
    call: ([value = null]) => !isEmpty(value),
  },
  notempty: {
    arity: [1, 1],
    type: "bool",
    seesNull: true,
    call: ([value = null]) => !isEmpty(value),
  },
  coalesce: { arity: [1, 64], type: firstType, seesNull: true, call: firstNonEmpty },
  not: { arity: [1, 1], type: "bool", call: ([value = null]) => !value },
};
