import { isList, type Value } from "../values/types.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

/** Characters of `255.255.255.255`, with room for blanks around it. */
const LONGEST_ADDRESS = 40;

/**
 * Whether the text contains an address that begins with `prefix` ("10.", "10.1.2.3") and is
 * delimited by characters that cannot be part of an address.
 */
function hasPrefix(text: string, prefix: string): boolean {
  if (prefix.length > LONGEST_ADDRESS) return false;
  const literal = prefix.replace(/[^\d.]/g, "").replaceAll(".", "\\.");
  const whole = prefix.endsWith(".")
    ? "[\\d.]+"
    : prefix.split(".").length === 4
      ? ""
      : "(?:\\.[\\d.]+)?";
  return literal !== "" && new RegExp(`(?<![\\w.])${literal}${whole}(?![\\w.])`).test(text);
}

const prefixes = (args: readonly Value[]) =>
  args
    .slice(1)
    .flatMap((value) => (isList(value) ? value : [value]))
    .map(String);

const any: ScalarFunction = {
  arity: [2, 64],
  type: "bool",
  seesNull: true,
  call: (args) => prefixes(args).some((prefix) => hasPrefix(String(args[0] ?? ""), prefix)),
};

export const IPV4: FunctionTable = {
  has_ipv4_prefix: { ...any, arity: [2, 2] },
  has_any_ipv4_prefix: any,
};
