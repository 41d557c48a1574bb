import { textAt, textsFrom } from "./arguments.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";
import { parseIpv4 } from "./ipv4-address.ts";

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Whether the text has the address, and not as part of a longer word or number. */
function hasAddress(text: string, address: string): boolean {
  if (address.includes("/") || !parseIpv4(address)) return false;
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    const before = text.slice(Math.max(at - 2, 0), at);
    const after = text.slice(at + address.length, at + address.length + 2);
    if (!isJoined(before.at(-1), before.at(-2)) && !isJoined(after[0], after[1])) return true;
  }
  return false;
}

/** Whether a neighbour belongs to the address: `a1.2.3.4`, `0.1.2.3.4`; not `at 1.2.3.4.` */
function isJoined(next: string | undefined, afterNext: string | undefined): boolean {
  if (next === ".") return /\d/.test(afterNext ?? "");
  return LETTER_OR_DIGIT.test(next ?? "");
}

const hasAny: ScalarFunction = {
  arity: [2, 64],
  type: "bool",
  call: (args, site) => {
    const text = textAt(args, 0, site);
    return textsFrom(args, 1).some((address) => hasAddress(text, address));
  },
};

export const IPV4_IN_TEXT: FunctionTable = {
  has_ipv4: { ...hasAny, arity: [2, 2] },
  has_any_ipv4: hasAny,
};
