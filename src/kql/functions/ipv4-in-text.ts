import { textAt, textsFrom } from "./arguments.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";
import { parseIpv4 } from "./ipv4-address.ts";

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const ADDRESS = /\d{1,3}(?:\.\d{1,3}){3}/y;
/** The documentation accepts a whole address or one to three octets with a point after each. */
const PREFIX = /^(?:\d{1,3}\.){1,3}$/;

/** The address that begins at a position, unless it is part of a longer word or number. */
function addressAt(text: string, at: number): string | null {
  ADDRESS.lastIndex = at;
  const [address] = ADDRESS.exec(text) ?? [];
  if (address === undefined || !parseIpv4(address)) return null;
  const end = at + address.length;
  const isPart = isJoined(text[at - 1], text[at - 2]) || isJoined(text[end], text[end + 1]);
  return isPart ? null : address;
}

/** Whether a neighbour belongs to the address: `a1.2.3.4`, `0.1.2.3.4`; not `at 1.2.3.4.` */
function isJoined(next: string | undefined, afterNext: string | undefined): boolean {
  if (next === ".") return /\d/.test(afterNext ?? "");
  return LETTER_OR_DIGIT.test(next ?? "");
}

/** Whether the text has an address that begins with `start` and passes the test. */
function hasAddress(text: string, start: string, test: (address: string) => boolean): boolean {
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const address = addressAt(text, at);
    if (address !== null && test(address)) return true;
  }
  return false;
}

function hasWhole(text: string, wanted: string): boolean {
  const isAddress = !wanted.includes("/") && parseIpv4(wanted) !== null;
  return isAddress && hasAddress(text, wanted, (address) => address === wanted);
}

function hasPrefix(text: string, wanted: string): boolean {
  return PREFIX.test(wanted) ? hasAddress(text, wanted, () => true) : hasWhole(text, wanted);
}

/** `has_any_ipv4(text, address, ...)` or `(text, addresses)`: never null. */
function hasAny(has: (text: string, wanted: string) => boolean): ScalarFunction {
  return {
    arity: [2, 64],
    type: "bool",
    seesNull: true,
    call: (args, site) => {
      const text = textAt(args, 0, site);
      return textsFrom(args, 1).some((wanted) => has(text, wanted));
    },
  };
}

export const IPV4_IN_TEXT: FunctionTable = {
  has_ipv4: { ...hasAny(hasWhole), arity: [2, 2] },
  has_any_ipv4: hasAny(hasWhole),
  has_ipv4_prefix: { ...hasAny(hasPrefix), arity: [2, 2] },
  has_any_ipv4_prefix: hasAny(hasPrefix),
};
