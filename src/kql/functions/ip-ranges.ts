import { isList, type Value } from "../values/types.ts";
import { textAt, textsFrom } from "./arguments.ts";
import type { ScalarFunction } from "./function.ts";
import type { IpAddress, IpFamily } from "./ip-family.ts";

type AnyIp = IpAddress<number> | IpAddress<bigint>;
/** Whether an address is in a range; null for a range that cannot be read. */
type RangeTest<Ip> = ((ip: Ip) => boolean) | null;

/** Reads an address, which stands for its network if it has a prefix. */
export function parseNetwork<Ip extends AnyIp>(family: IpFamily<Ip>, text: string): Ip | null {
  const ip = family.parse(text);
  return ip && { ...ip, address: family.network(ip, ip.prefix) };
}

export function rangeTest<Ip extends AnyIp>(family: IpFamily<Ip>, range: string): RangeTest<Ip> {
  const parsed = parseNetwork(family, range);
  return parsed && ((ip) => family.network(ip, parsed.prefix) === parsed.address);
}

/**
 * `ipv4_is_in_any_range(ip, range, ...)` or `(ip, ranges)`, and the same for IPv6: true if one range
 * has the address, else null if the address or a range cannot be read.
 */
export function inAnyRange<Ip extends AnyIp>(family: IpFamily<Ip>): ScalarFunction {
  const testsOf = listReader(family);
  return {
    arity: [2, 64],
    type: "bool",
    call: (args, site) => {
      const ip = parseNetwork(family, textAt(args, 0, site));
      const [, ranges = null] = args;
      if (ip === null || (site.types[1] === "dynamic" && !isList(ranges))) return null;
      const tests = isList(ranges)
        ? testsOf(ranges)
        : textsFrom(args, 1).map((range) => rangeTest(family, range));
      return tests.some((test) => test?.(ip)) || (tests.includes(null) ? null : false);
    },
  };
}

/** Reads the ranges of an array once: a constant array is the same for every row. */
function listReader<Ip extends AnyIp>(family: IpFamily<Ip>) {
  const read = new WeakMap<readonly Value[], readonly RangeTest<Ip>[]>();
  return (ranges: readonly Value[]) => {
    const known = read.get(ranges);
    if (known) return known;
    const tests = ranges.map((range) =>
      typeof range === "string" ? rangeTest(family, range) : null,
    );
    read.set(ranges, tests);
    return tests;
  };
}
