import type { Value } from "../values/types.ts";
import { textAt, wholeAt } from "./arguments.ts";
import type { CallSite, ScalarFunction } from "./function.ts";

/** An address as a number, with the prefix that it was written with, or all its bits. */
export interface IpAddress<Bits> {
  readonly address: Bits;
  readonly prefix: number;
}

/** IPv4 or IPv6. */
export interface IpFamily<Ip extends IpAddress<number> | IpAddress<bigint>> {
  readonly bits: number;
  /** Reads `address` or `address/prefix`; null if the text is neither. */
  parse(text: string): Ip | null;
  /** The address with all bits beyond the prefix cleared. */
  network(ip: Ip, prefix: number): Ip["address"];
}

type AnyIp = IpAddress<number> | IpAddress<bigint>;

/** The prefix in an optional argument: all bits if it is absent, null if it is out of range. */
export function prefixAt(
  { bits }: { readonly bits: number },
  args: readonly Value[],
  index: number,
): number | null {
  const prefix = wholeAt(args, index, bits);
  return prefix >= 0 && prefix <= bits ? prefix : null;
}

/** Compares as many bits as the shortest of all prefixes says. */
export function compareNetworks<Ip extends AnyIp>(
  family: IpFamily<Ip>,
  left: Ip,
  right: Ip,
  prefix: number,
): number {
  const shortest = Math.min(left.prefix, right.prefix, prefix);
  const [a, b] = [family.network(left, shortest), family.network(right, shortest)];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** `ipv4_compare(ip1, ip2 [, prefix])`, or `ipv4_is_match`, and the same for IPv6. */
export function comparison<Ip extends AnyIp>(
  family: IpFamily<Ip>,
  compare: (left: Ip, right: Ip, prefix: number, site: CallSite) => number,
  [type, result]: readonly ["bool" | "long", (order: number) => Value],
): ScalarFunction {
  return {
    arity: [2, 3],
    type,
    call: (args, site) => {
      const left = family.parse(textAt(args, 0, site));
      const right = family.parse(textAt(args, 1, site));
      const prefix = prefixAt(family, args, 2);
      return left && right && prefix !== null ? result(compare(left, right, prefix, site)) : null;
    },
  };
}

/** What `comparison` gives: the order, or whether both are the same. */
export const ORDER = ["long", (order: number) => BigInt(order)] as const;
export const MATCH = ["bool", (order: number) => order === 0] as const;
