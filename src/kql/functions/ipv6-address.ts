import type { IpAddress, IpFamily } from "./ip-family.ts";
import { parseIpv4 } from "./ipv4-address.ts";

/** An IP address of 128 bits; IPv4 addresses are mapped to IPv6, as in `::ffff:10.1.2.3`. */
export interface Ipv6 extends IpAddress<bigint> {
  readonly isIpv4: boolean;
}

const IPV4_MAPPED = 0xffffn << 32n;
/** The bits before an IPv4 address. */
export const IPV4_OFFSET = 96;
/** Characters of the longest way to write an address. */
const LONGEST = 64;

/** Reads an IPv6 or IPv4 address with an optional prefix; null if it is neither. */
function parseIpv6(text: string): Ipv6 | null {
  const ipv4 = parseIpv4(text);
  if (ipv4)
    return {
      address: IPV4_MAPPED | BigInt(ipv4.address),
      prefix: ipv4.prefix + IPV4_OFFSET,
      isIpv4: true,
    };
  const match = text.length > LONGEST ? null : /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text);
  const address = match && parseAddress(match[1] ?? "");
  if (address === null) return null;
  const prefix = prefixOf(match?.[2], (match?.[1] ?? "").includes("."));
  return prefix === null ? null : { address, prefix, isIpv4: false };
}

/** Up to 32 bits after an address that ends as an IPv4 address count bits of that address. */
function prefixOf(text: string | undefined, endsAsIpv4: boolean): number | null {
  const prefix = Number(text ?? 128);
  if (endsAsIpv4 && prefix <= 32) return prefix + IPV4_OFFSET;
  return prefix <= 128 ? prefix : null;
}

function parseAddress(text: string): bigint | null {
  const dotted = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text);
  if (!dotted) return parseGroups(text);
  const ipv4 = parseIpv4(dotted[2] ?? "");
  const above = ipv4 && parseGroups(`${dotted[1]}0:0`);
  if (!ipv4 || above === null) return null;
  return (above === 0n ? IPV4_MAPPED : above) | BigInt(ipv4.address);
}

/** Eight groups of up to four hexadecimal digits; `::` stands for groups of zeros, once. */
function parseGroups(text: string): bigint | null {
  const [left = "", right, ...more] = text.split("::");
  if (more.length > 0) return null;
  const [before, after] = [left, right ?? ""].map((side) => (side === "" ? [] : side.split(":")));
  const given = [...(before ?? []), ...(after ?? [])];
  const zeros = 8 - given.length;
  if (right === undefined ? zeros !== 0 : zeros < 1) return null;
  if (!given.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  const groups = [...(before ?? []), ...Array<string>(zeros).fill("0"), ...(after ?? [])];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
}

export const IPV6_FAMILY: IpFamily<Ipv6> = {
  bits: 128,
  parse: parseIpv6,
  network: ({ address }, prefix) => {
    const cleared = BigInt(128 - prefix);
    return (address >> cleared) << cleared;
  },
};

/** All eight groups with all four digits. */
export function formatIpv6(address: bigint): string {
  return address
    .toString(16)
    .padStart(32, "0")
    .replace(/.{4}(?!$)/g, "$&:");
}
