import { listItems, part, type Syntax } from "../language/syntax.ts";
import type { Call } from "../nodes.ts";
import type { ScalarType } from "../values/types.ts";
import { lowerType } from "./type.ts";

/** Functions whose last argument may be `typeof(...)`, and how many come before it. */
const TYPED: ReadonlyMap<string, number> = new Map([["extract", 3]]);

const CONVERSIONS: Readonly<Record<ScalarType, string>> = {
  bool: "tobool",
  int: "toint",
  long: "tolong",
  real: "todouble",
  decimal: "todecimal",
  datetime: "todatetime",
  timespan: "totimespan",
  string: "tostring",
  guid: "toguid",
  dynamic: "todynamic",
};

/** A call whose `typeof(...)` says what its result is converted to, as a call that converts it. */
export function withType(node: Syntax, call: Call): Call {
  const before = TYPED.get(call.name);
  const type =
    before === undefined ? undefined : listItems(part(node, "ArgumentList"), "Expressions")[before];
  if (type?.kind !== "TypeOfLiteralExpression") return call;
  const name = CONVERSIONS[lowerType(part(type, "Types"))];
  const value: Call = { ...call, args: call.args.slice(0, before) };
  return { ...call, name, args: [{ name: undefined, value }] };
}
