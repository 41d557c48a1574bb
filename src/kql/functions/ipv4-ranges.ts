import { asLong } from "../evaluate/numbers.ts";
import type { Value } from "../values/types.ts";
import { textAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import {
  compareNetworks,
  comparison,
  type IpAddress,
  MATCH,
  ORDER,
  prefixAt,
} from "./ip-family.ts";
import { inAnyRange, parseNetwork, rangeTest } from "./ip-ranges.ts";
import { formatIpv4, IPV4_FAMILY, parseIpv4 } from "./ipv4-address.ts";
import { textFunction } from "./text-function.ts";

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((range) =>
  rangeTest(IPV4_FAMILY, range),
);

const compare = (left: IpAddress<number>, right: IpAddress<number>, prefix: number) =>
  compareNetworks(IPV4_FAMILY, left, right, prefix);

/** The network of an address that may be a number, and its prefix; null if it cannot be read. */
function networkAt(args: readonly Value[], site: CallSite): IpAddress<number> | null {
  const ip = addressAt(args, site);
  const given = prefixAt(IPV4_FAMILY, args, 1);
  if (!ip || given === null) return null;
  const prefix = Math.min(ip.prefix, given);
  return { address: IPV4_FAMILY.network(ip, prefix), prefix };
}

function addressAt(args: readonly Value[], site: CallSite): IpAddress<number> | null {
  const [value = null] = args;
  if (typeof value === "string") return parseIpv4(textAt(args, 0, site));
  const address = Number(asLong(value) ?? -1n);
  return address >= 0 && address < 2 ** 32 ? { address, prefix: 32 } : null;
}

/** `parse_ipv4(ip)` and `parse_ipv4_mask(ip, prefix)` */
const parsed: ScalarFunction = {
  arity: [1, 1],
  type: "long",
  call: (args, site) => {
    const network = typeof args[0] === "string" ? networkAt(args, site) : null;
    return network && BigInt(network.address);
  },
};

/** `format_ipv4(ip [, prefix])`; ip is a text or a number. */
function formatted(write: (network: IpAddress<number>) => string): ScalarFunction {
  return {
    arity: [1, 2],
    type: "string",
    call: (args, site) => {
      const network = networkAt(args, site);
      return network ? write(network) : "";
    },
  };
}

/** The fewest ranges that cover all addresses from the first to the last, at most 62. */
function cidrList(first: number, last: number): string[] {
  const ranges: string[] = [];
  for (let at = first; at <= last; ) {
    let prefix = 32;
    while (prefix > 0) {
      const size = 2 ** (33 - prefix);
      if (at % size !== 0 || at + size - 1 > last) break;
      prefix -= 1;
    }
    ranges.push(`${formatIpv4(at)}/${prefix}`);
    at += 2 ** (32 - prefix);
  }
  return ranges;
}

export const IPV4_RANGES: FunctionTable = {
  parse_ipv4: parsed,
  parse_ipv4_mask: { ...parsed, arity: [2, 2] },
  format_ipv4: formatted(({ address }) => formatIpv4(address)),
  format_ipv4_mask: formatted(({ address, prefix }) => `${formatIpv4(address)}/${prefix}`),
  ipv4_compare: comparison(IPV4_FAMILY, compare, ORDER),
  ipv4_is_match: comparison(IPV4_FAMILY, compare, MATCH),
  ipv4_netmask_suffix: textFunction("long", (text) => {
    const ip = parseIpv4(text);
    return ip && BigInt(ip.prefix);
  }),
  ipv4_is_private: textFunction("bool", (text) => {
    const ip = parseNetwork(IPV4_FAMILY, text);
    return ip && PRIVATE.some((isIn) => isIn?.(ip));
  }),
  ipv4_is_in_range: { ...inAnyRange(IPV4_FAMILY), arity: [2, 2] },
  ipv4_is_in_any_range: inAnyRange(IPV4_FAMILY),
  ipv4_range_to_cidr_list: {
    arity: [2, 2],
    type: "dynamic",
    call: (args, site) => {
      const [first, last] = [parseIpv4(textAt(args, 0, site)), parseIpv4(textAt(args, 1, site))];
      return first && last && cidrList(first.address, last.address);
    },
  },
};
