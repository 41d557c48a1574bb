import { unsupported } from "../errors.ts";
import { textAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { compareNetworks, comparison, MATCH, ORDER, prefixAt } from "./ip-family.ts";
import { inAnyRange } from "./ip-ranges.ts";
import { formatIpv6, IPV4_OFFSET, IPV6_FAMILY, type Ipv6 } from "./ipv6-address.ts";

/**
 * The documentation counts the bits of an IPv6 address, but in its examples for two IPv4 addresses
 * those of an IPv4 address. @throws KqlError (`unsupported`) if that makes a difference
 */
function compare(left: Ipv6, right: Ipv6, prefix: number, { at }: CallSite): number {
  const order = compareNetworks(IPV6_FAMILY, left, right, prefix);
  if (left.isIpv4 && right.isIpv4 && prefix <= 32) {
    if (order !== compareNetworks(IPV6_FAMILY, left, right, prefix + IPV4_OFFSET))
      throw unsupported("an IPv6 function with two IPv4 addresses and a prefix up to 32", at);
  }
  return order;
}

/** `parse_ipv6(ip)` and `parse_ipv6_mask(ip, prefix)` */
const canonical: ScalarFunction = {
  arity: [1, 1],
  type: "string",
  call: (args, site) => {
    const ip = IPV6_FAMILY.parse(textAt(args, 0, site));
    const prefix = prefixAt(IPV6_FAMILY, args, 1);
    if (!ip || prefix === null) return "";
    return formatIpv6(IPV6_FAMILY.network(ip, Math.min(ip.prefix, prefix)));
  },
};

export const IPV6_RANGES: FunctionTable = {
  parse_ipv6: canonical,
  parse_ipv6_mask: { ...canonical, arity: [2, 2] },
  ipv6_compare: comparison(IPV6_FAMILY, compare, ORDER),
  ipv6_is_match: comparison(IPV6_FAMILY, compare, MATCH),
  ipv6_is_in_range: { ...inAnyRange(IPV6_FAMILY), arity: [2, 2] },
  ipv6_is_in_any_range: inAnyRange(IPV6_FAMILY),
};
